import assert from "node:assert/strict";
import { Row } from "./row";
import type { PodOptions, Stage } from "./stage";

/** The serverless index as a program asks for it. */
export const ASKED = {
  name: "docs-serverless",
  podIndex: "docs",
  collection: "docs-collection",
  cloud: "aws",
  region: "us-east-1",
  tags: {},
  timeoutMinutes: 1,
};

/** The same after check. */
export const CHECKED = { ...ASKED, dimension: 2, metric: "cosine", filterable: ["*"], carriedTags: {} };

/** What tests of the serverless index do and ask beside its handler. */
export function serverlessStage(stage: () => Stage) {
  return {
    made: async () => (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("not made"),
    /** How often it was asked for. */
    posts: () =>
      stage().emulator.journal.filter(
        ({ method, path, body }) =>
          method === "POST" && path === "/indexes" && (body as { name: string }).name === "docs-serverless",
      ).length,
    tag: (tags: Record<string, string>) => stage().client.configureIndex("docs", { tags }),
    /** A pod index, and its collection. */
    collected: async (pod: PodOptions = {}) => {
      await stage().podIndex(pod);
      await new Row("Collection").up({ name: "docs-collection", source: "docs", timeoutMinutes: 1 });
    },
  };
}

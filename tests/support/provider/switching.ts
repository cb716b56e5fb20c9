import assert from "node:assert/strict";
import type { ActiveIndexInputs } from "../../../provider/src/handlers/activeIndex";
import { sealedProof } from "../../../provider/src/migration/parity/proof";
import { REPORT_VERSION } from "../../../provider/src/migration/parity/report";
import type { ProvenParity } from "../../../provider/src/migration/retirement";
import { contextOf, type NotedContext } from "./contexts";
import { FakeTime } from "./fakeTime";
import { MigrationRows } from "./migrationRows";
import type { PodOptions, Stage } from "./stage";

/** What tests of the switch do and ask beside its handler. */
export function switching(stage: () => Stage) {
  const described = async (name: string) => (await stage().client.describeIndex(name)) ?? assert.fail(`no ${name}`);
  let hosts = { podHost: "", host: "" };
  const proof = (change: Partial<ProvenParity> = {}): ProvenParity =>
    sealedProof({
      ...{ version: REPORT_VERSION, clean: true, content: "all", finishedAt: new Date().toISOString() },
      ...{ podIndex: "docs", serverlessIndex: "docs-serverless", ...hosts },
      ...change,
    });
  const copied = async (options: PodOptions = {}): Promise<MigrationRows> => {
    await stage().podIndex(options);
    const rows = new MigrationRows(stage());
    await rows.up("copy");
    hosts = { podHost: (await described("docs")).host, host: (await described("docs-serverless")).host };
    stage().newRun();
    return rows;
  };
  return {
    pod: () => described("docs"),
    serverless: () => described("docs-serverless"),
    /** A report that a switch may rest on, unless changed. */
    proof,
    asked: (active: "pod" | "serverless", change: Partial<ActiveIndexInputs> = {}): ActiveIndexInputs => ({
      active,
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
      __phase: active === "pod" ? "copy" : "cutover",
      __parity: proof(),
      ...change,
    }),
    /** A context in which no time passes while a difference is asked again. */
    acting: (): NotedContext => contextOf(stage().client, { clock: new FakeTime(Date.now()) }),
    copied,
    switched: async (): Promise<MigrationRows> => {
      const rows = await copied();
      await rows.up("cutover");
      return rows;
    },
  };
}

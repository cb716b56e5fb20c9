import { join } from "node:path";
import * as v from "valibot";
import type { ParityReport } from "../../migration/parity/report";
import { instant } from "../instant";
import { readJsonFile } from "./jsonFile";

const example = v.object({ namespace: v.string(), id: v.string() });

/** A parity report as it stands in its file and in the stack's state. */
export const paritySchema = v.object({
  version: v.literal(1),
  podIndex: v.string(),
  serverlessIndex: v.string(),
  startedAt: instant,
  finishedAt: instant,
  clean: v.boolean(),
  verdict: v.string(),
  counts: v.object({
    pod: v.number(),
    serverless: v.number(),
    different: v.array(v.object({ namespace: v.string(), pod: v.number(), serverless: v.number() })),
    inDoubt: v.exactOptional(
      v.array(
        v.object({
          namespace: v.string(),
          pod: v.number(),
          serverless: v.number(),
          inFlight: v.union([v.number(), v.literal("all")]),
        }),
      ),
    ),
  }),
  ids: v.object({ looked: v.number(), missing: v.number(), extra: v.number() }),
  content: v.object({
    mode: v.picklist(["all", "sample"]),
    compared: v.number(),
    of: v.number(),
    different: v.number(),
  }),
  queries: v.object({
    asked: v.number(),
    topK: v.number(),
    meanOverlap: v.number(),
    minOverlap: v.number(),
    enough: v.boolean(),
  }),
  settled: v.number(),
  examples: v.array(
    v.object({
      kind: v.picklist(["missing", "extra", "different"]),
      ...example.entries,
      field: v.exactOptional(v.string()),
    }),
  ),
  moving: v.exactOptional(v.number()),
  uncaptured: v.exactOptional(v.object({ records: v.number(), examples: v.array(example) })),
  digest: v.exactOptional(
    v.object({ namespaces: v.record(v.string(), v.object({ records: v.number(), sum: v.string() })) }),
  ),
});

/** Where `pulumi up` puts the parity report of a pod index. */
export function parityPath(reports: string, podIndex: string): string {
  return join(reports, "parity", `${podIndex}.json`);
}

/**
 * The last parity report of a pod index; undefined when there is none.
 *
 * @throws INPUT_FILE_INVALID
 */
export async function readParityFile(reports: string, podIndex: string): Promise<ParityReport | undefined> {
  const path = parityPath(reports, podIndex);
  const file = { path, what: "a parity report", next: "`pulumi up` in `phase: copy` makes a new one" };
  return (await readJsonFile(file, paritySchema)) as ParityReport | undefined;
}

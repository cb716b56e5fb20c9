import * as v from "valibot";

/** A moment, as ISO 8601: one that can't be read would be shown as no time at all. */
export const instant = v.pipe(
  v.string(),
  v.check((text) => Number.isFinite(Date.parse(text)), "is no time"),
);

const count = v.number();
const example = { namespace: v.string(), id: v.string() };
const counted = { namespace: v.string(), pod: count, serverless: count };
const digest = v.object({ records: count, sum: v.string() });
const recall = v.object({ mean: v.number(), min: v.number() });

const namespaceSchema = v.object({
  ...counted,
  looked: count,
  missing: count,
  extra: count,
  different: count,
  compared: count,
  digest: v.exactOptional(digest),
});

const queriesSchema = v.object({
  asked: count,
  filtered: count,
  topK: count,
  meanOverlap: v.number(),
  minOverlap: v.number(),
  recall: v.exactOptional(v.object({ pod: recall, serverless: recall, against: count, expected: count })),
  thresholds: v.object({ overlap: v.number(), recall: v.number(), recallBelowPod: v.number() }),
  enough: v.boolean(),
});

const differenceSchema = v.object({
  kind: v.picklist(["missing", "extra", "different"]),
  ...example,
  field: v.exactOptional(v.string()),
  part: v.exactOptional(v.picklist(["values", "sparseValues", "metadata"])),
});

/** A parity report as it stands in its file and in the stack's state; fields that are not named are kept: a seal covers them. */
export const reportSchema = v.looseObject({
  version: v.literal(2),
  podIndex: v.string(),
  serverlessIndex: v.string(),
  hosts: v.object({ pod: v.string(), serverless: v.string() }),
  startedAt: instant,
  finishedAt: instant,
  logPosition: v.exactOptional(v.record(v.string(), v.number())),
  asked: v.exactOptional(v.object({ content: v.union([v.literal("all"), count]), queries: count, seed: v.number() })),
  clean: v.boolean(),
  verdict: v.string(),
  counts: v.object({
    pod: count,
    serverless: count,
    different: v.array(v.object(counted)),
    inDoubt: v.exactOptional(v.array(v.object({ ...counted, inFlight: v.union([v.number(), v.literal("all")]) }))),
  }),
  ids: v.object({ looked: count, missing: count, extra: count }),
  content: v.object({ mode: v.picklist(["all", "sample"]), compared: count, of: count, different: count }),
  sample: v.exactOptional(v.object({ seed: v.number(), confidence: v.literal(0.95), atMost: v.number() })),
  queries: queriesSchema,
  namespaces: v.array(namespaceSchema),
  namespacesLeftOut: v.exactOptional(count),
  settled: count,
  examples: v.array(differenceSchema),
  differences: v.exactOptional(v.object({ file: v.string(), records: count, sha256: v.string() })),
  moving: v.exactOptional(count),
  uncaptured: v.exactOptional(v.object({ records: count, examples: v.array(v.object(example)) })),
  digest: v.exactOptional(v.object({ namespaces: v.record(v.string(), digest) })),
  seal: v.string(),
});

import type { Assessment } from "../../../../provider/src/migration/assessment";
import { type CostInputs, estimateCost } from "../../../../provider/src/migration/cost/estimate";
import { exactly } from "../../../../provider/src/migration/cost/range";
import type { Finding } from "../../../../provider/src/migration/preflight";
import { NAMESPACES } from "./sampleParity";

const GUIDE = "https://docs.pinecone.io/guides/indexes/pods/migrate-a-pod-based-index-to-serverless";

const FINDINGS: readonly Finding[] = [
  {
    code: "BIG_NAMESPACE",
    severity: "warning",
    fact: "namespace prod-en holds 1,012,400 of 1,204,311 records",
    remedy: "a serverless query costs by the size of its namespace: think of splitting it, or of dedicated read nodes",
    link: GUIDE,
  },
  {
    code: "REGION_MOVES",
    severity: "info",
    fact: "the data moves from us-east1-gcp to gcp us-central1",
    remedy: "serverless has no region in the same place: expect another latency from your application",
    link: "https://docs.pinecone.io/guides/index-data/create-an-index",
  },
  {
    code: "SELECTIVE_METADATA",
    severity: "info",
    fact: "only these metadata fields are indexed: lang, source",
    remedy: "carried over as the serverless index's `schema`; other fields can't be filtered on, as today",
    link: GUIDE,
  },
  {
    code: "API_SUNSET",
    severity: "info",
    fact: "creating an index from a collection is refused from API 2026-07 on; this stack uses 2026-04",
    remedy: "finish the copy while 2026-04 is answered",
    link: "https://docs.pinecone.io/reference/api/versioning",
  },
];

/** The workload of an index that is asked 2.4 times a second. */
export const KNOWN_TRAFFIC: CostInputs["workload"] = {
  source: "configured",
  queriesPerDay: exactly(207_360),
  writesPerDay: exactly(48_000),
  fetchesPerDay: exactly(0),
  queriesByNamespace: new Map(),
  recordsPerWrite: exactly(10),
  overwrites: exactly(0.4),
  assumed: {},
};

export const COST_INPUTS: CostInputs = {
  pod: { podType: "p1.x2", pods: 8, replicas: 2 },
  namespaces: new Map(Object.entries(NAMESPACES)),
  dimension: 768,
  recordBytes: 3_700,
  workload: KNOWN_TRAFFIC,
  plan: "standard",
  region: "us-east-1",
  cloud: "aws",
  parity: { content: "all", queries: 200 },
  copyMinutes: { low: 40, high: 180 },
};

/** An assessment of an index of 1.2 million records, its cost by the real engine. */
export function sampleAssessment(more: Partial<Assessment> = {}, cost: Partial<CostInputs> = {}): Assessment {
  return {
    version: 1,
    at: "2026-11-16T09:12:04.000Z",
    podIndex: "docs",
    phase: "copy",
    writes: "mirrored",
    serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
    collection: "docs-collection",
    found: {
      environment: "us-east-1-aws",
      cloud: "aws",
      podType: "p1.x2",
      pods: 8,
      replicas: 2,
      shards: 4,
      dimension: 768,
      metric: "cosine",
      indexedMetadata: ["lang", "source"],
      records: 1_204_311,
      namespaces: Object.keys(NAMESPACES).length,
      largestNamespace: { name: "prod-en", records: NAMESPACES["prod-en"] ?? 0 },
    },
    findings: FINDINGS,
    cost: estimateCost({ ...COST_INPUTS, ...cost }),
    steps: [
      { phase: "assess", does: "looks at the index, changes nothing", undo: "destroy: the pod index is as found" },
      { phase: "capture", does: "opens the write log; writers record what they write", undo: "back to assess" },
      {
        phase: "copy",
        does: "saves the pod index as a collection, makes the serverless index from it, brings over what was written since, compares",
        undo: "back to capture: serverless index and collection go",
        minutes: { low: 45, high: 190, how: "1.2 million records at the vendor's 40 to 180 minutes, and catch-up" },
      },
      {
        phase: "cutover",
        does: "compares all records, switches traffic",
        undo: "back to copy: traffic goes back, with what was written since",
      },
      {
        phase: "retire",
        does: "deletes the pod index; the collection is kept",
        undo: "none: only from the collection",
      },
    ],
    ...more,
  };
}

import type { Assessment, Assessments } from "../../../provider/src/migration/assessment";
import type { CostEstimate, CostSum } from "../../../provider/src/migration/cost/costEstimate";

// Made by hand of the types that `podshift assess --json` prints: amounts are invented.

const sum = (low: number, high: number, label: string, how: string, confirmed = true): CostSum => ({
  dollars: { low, high },
  figures: [{ key: "pods", label, dollars: { low, high }, how, confirmed }],
});

const cost = (before: number, low: number, high: number): CostEstimate => ({
  version: 1,
  pricesOf: "2026-11-01",
  plan: "standard",
  workload: {
    source: low === high ? "configured" : "unknown",
    queriesPerDay: { low: 10_000, high: 200_000 },
    writesPerDay: { low: 1_000, high: 1_000 },
  },
  before: sum(before, before, "4 x s1.x1", `4 pods x $${before / 4}/month`),
  after: sum(low, high, "serverless", "storage, reads and writes"),
  overlap: sum(before + low, before + high, "both", "pods, serverless and collection"),
  oneOff: sum(3.5, 3.5, "catch-up and verification", "1.2 M writes, 2 reads of all", false),
  breakEven: { queriesPerSecond: 7.31 },
  ...(low === high
    ? {}
    : {
        scenarios: [
          { name: "quiet", queriesPerSecond: 0.1, writesPerSecond: 0.01, dollars: low },
          { name: "busy", queriesPerSecond: 2.4, writesPerSecond: 0.01, dollars: high },
        ],
      }),
  unconfirmed: [],
});

/** An assessment of the pod index `docs`. */
export function assessmentOf(more: Partial<Assessment> = {}): Assessment {
  return {
    version: 1,
    at: "2026-11-23T09:40:00.000Z",
    podIndex: "docs",
    serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
    collection: "docs-collection",
    found: {
      environment: "us-east-1-aws",
      cloud: "aws",
      podType: "s1.x1",
      pods: 4,
      replicas: 1,
      shards: 4,
      dimension: 768,
      metric: "cosine",
      records: 1_204_311,
      namespaces: 14,
      largestNamespace: { name: "", records: 900_000 },
    },
    findings: [
      {
        code: "SELECTIVE_METADATA",
        severity: "info",
        fact: "only these metadata fields are indexed: lang, source",
        remedy: "carried over as the serverless index's `schema`",
        link: "https://docs.pinecone.io/guides/indexes/pods/migrate-a-pod-based-index-to-serverless",
      },
      {
        code: "BIG_NAMESPACE",
        severity: "warning",
        fact: "the default namespace holds 75 % of all records: each query of it costs by its size",
        remedy: "split it, or look at dedicated read nodes",
        link: "https://docs.pinecone.io/guides/manage-cost/understanding-cost",
      },
    ],
    cost: cost(640, 212, 212),
    steps: [
      { phase: "assess", does: "looks at the pod index and adopts it", undo: "pulumi destroy" },
      { phase: "capture", does: "begins the write log", undo: "phase: assess" },
      {
        phase: "copy",
        does: "saves the pod index, makes the serverless index of it, catches up, compares",
        undo: "phase: capture",
        minutes: { low: 25, high: 80, how: "1.2 M records at 10,000 to 30,000 a minute, and their comparison" },
      },
      {
        phase: "cutover",
        does: "compares all records, switches traffic",
        undo: "phase: copy",
        minutes: { low: 12, high: 40, how: "reading all records of both indexes" },
      },
      {
        phase: "retire",
        does: "reads the pod index once more, deletes it",
        undo: "none",
        minutes: { low: 6, high: 20, how: "reading all records of the pod index" },
      },
    ],
    ...more,
  };
}

/** The same where serverless costs more, at a traffic that nobody knows. */
export const costRises: Assessment = assessmentOf({ cost: cost(160, 212, 498) });

/** The same with something in the way. */
export const blocked: Assessment = assessmentOf({
  findings: [
    {
      code: "TOO_MANY_RECORDS",
      severity: "blocker",
      fact: "612,000,000 records; the limit of profile `current` is 500,000,000",
      remedy: "ask the vendor's support, then set `limits`",
      link: "https://docs.pinecone.io/guides/indexes/pods/migrate-a-pod-based-index-to-serverless",
    },
    ...assessmentOf().findings,
  ],
});

export function printed(...assessments: Assessment[]): string {
  return JSON.stringify({ version: 1, assessments } satisfies Assessments);
}

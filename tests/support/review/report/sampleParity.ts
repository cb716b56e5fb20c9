import type { NamespaceParity, ParityReport } from "../../../../provider/src/migration/parity/report";
import { sealed } from "../../../../provider/src/migration/parity/seal";

/** Records by namespace of the sample index. */
export const NAMESPACES: Readonly<Record<string, number>> = {
  "prod-en": 1_012_400,
  "prod-de": 61_208,
  "prod-fr": 44_190,
  "prod-ja": 31_877,
  "prod-es": 22_310,
  "": 12_004,
  "prod-it": 9_660,
  "prod-pt": 5_141,
  "prod-nl": 3_020,
  "eval-2026-10": 1_500,
  "eval-2026-09": 900,
  "staging-import": 72,
  "prod-pl": 24,
  "prod-sv": 5,
};

const TOTAL = Object.values(NAMESPACES).reduce((sum, records) => sum + records, 0);

/** The report of a clean check of all records. */
export function sampleParity(more: Partial<ParityReport> = {}): ParityReport {
  const { seal: _none, ...rest } = more;
  return sealed({
    version: 2,
    podIndex: "docs",
    serverlessIndex: "docs-serverless",
    hosts: { pod: "docs-1a2b.svc.us-east-1.example", serverless: "docs-serverless-1a2b.svc.aws.example" },
    startedAt: "2026-11-20T13:02:11.000Z",
    finishedAt: "2026-11-20T13:31:47.000Z",
    clean: true,
    verdict: `clean: all ${TOTAL.toLocaleString("en-US")} records compared while writes went on`,
    counts: { pod: TOTAL, serverless: TOTAL, different: [] },
    ids: { looked: TOTAL, missing: 0, extra: 0 },
    content: { mode: "all", compared: TOTAL, of: TOTAL, different: 0 },
    queries: {
      ...{ asked: 200, filtered: 100, topK: 10, meanOverlap: 0.9975, minOverlap: 0.9, enough: true },
      recall: { pod: { mean: 0.994, min: 0.8 }, serverless: { mean: 0.991, min: 0.8 }, against: 2_000, expected: 214 },
      thresholds: { overlap: 0.9, recall: 0.9, recallBelowPod: 0.05 },
    },
    namespaces: Object.entries(NAMESPACES).map(([namespace, records]) => sampleRow(namespace, records)),
    settled: 14,
    examples: [],
    digest: {
      namespaces: Object.fromEntries(
        Object.entries(NAMESPACES).map(([name, records], n) => [
          name,
          { records, sum: (0x9e3779b97f4a7c15n * BigInt(n + 1)).toString(16).slice(-16) },
        ]),
      ),
    },
    ...rest,
  });
}

/** A namespace that is the same on both sides, unless changed. */
export function sampleRow(namespace: string, records: number, more: Partial<NamespaceParity> = {}): NamespaceParity {
  return {
    ...{ namespace, pod: records, serverless: records, looked: records, compared: records },
    ...{ missing: 0, extra: 0, different: 0 },
    ...more,
  };
}

const DIFFERENCES: Readonly<Record<string, Partial<NamespaceParity>>> = {
  "prod-de": { serverless: 61_180, missing: 28, different: 3 },
  "prod-fr": { serverless: 44_180, missing: 10 },
  "eval-2026-09": { extra: 1 },
  "": { serverless: 12_002 },
};

/** The report of a check that found differences. */
export function differentParity(): ParityReport {
  const { digest: _none, seal: _none2, ...sample } = sampleParity();
  return sealed({
    ...sample,
    clean: false,
    verdict:
      "different: counts differ in 2 namespaces, 38 missing, 3 different in content; 3 of them written past the capture",
    counts: {
      pod: TOTAL,
      serverless: TOTAL - 38,
      different: [
        { namespace: "prod-de", pod: 61_208, serverless: 61_180 },
        { namespace: "prod-fr", pod: 44_190, serverless: 44_180 },
      ],
      inDoubt: [{ namespace: "", pod: 12_004, serverless: 12_002, inFlight: 9 }],
    },
    ids: { looked: TOTAL - 38, missing: 38, extra: 0 },
    content: { mode: "sample", compared: 20_000, of: TOTAL, different: 3 },
    queries: { ...sample.queries, meanOverlap: 0.871, minOverlap: 0.3, enough: false },
    namespaces: sample.namespaces.map((row) => ({ ...row, ...DIFFERENCES[row.namespace] })),
    moving: 4,
    uncaptured: { records: 3, examples: [{ namespace: "prod-de", id: "article/88121#2" }] },
    examples: [
      { kind: "different", namespace: "prod-de", id: "article/88121#2", field: "values[0]", part: "values" },
      { kind: "different", namespace: "prod-de", id: "article/1#0", field: "metadata.lang", part: "metadata" },
      { kind: "extra", namespace: "eval-2026-09", id: "q-17" },
    ],
  });
}

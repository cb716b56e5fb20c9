import type { ParityReport } from "../../../../provider/src/migration/parity/report";

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
  return {
    version: 1,
    podIndex: "docs",
    serverlessIndex: "docs-serverless",
    startedAt: "2026-11-20T13:02:11.000Z",
    finishedAt: "2026-11-20T13:31:47.000Z",
    clean: true,
    verdict: `clean: all ${TOTAL.toLocaleString("en-US")} records compared while writes went on`,
    counts: { pod: TOTAL, serverless: TOTAL, different: [] },
    ids: { looked: TOTAL, missing: 0, extra: 0 },
    content: { mode: "all", compared: TOTAL, of: TOTAL, different: 0 },
    queries: { asked: 200, topK: 10, meanOverlap: 0.9975, minOverlap: 0.9, enough: true },
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
    ...more,
  };
}

/** The report of a check that found differences. */
export function differentParity(): ParityReport {
  const { digest: _none, ...sample } = sampleParity();
  return {
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
    queries: { asked: 200, topK: 10, meanOverlap: 0.871, minOverlap: 0.3, enough: false },
    moving: 4,
    uncaptured: { records: 3, examples: [{ namespace: "prod-de", id: "article/88121#2" }] },
    examples: [
      { kind: "different", namespace: "prod-de", id: "article/88121#2", field: "values" },
      { kind: "different", namespace: "prod-de", id: "article/1#0", field: "metadata.lang" },
      { kind: "extra", namespace: "eval-2026-09", id: "q-17" },
    ],
  };
}

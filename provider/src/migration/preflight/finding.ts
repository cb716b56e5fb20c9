export type Severity = "blocker" | "warning" | "info";

/** What preflight can find; public names. */
export const FINDING_CODES = [
  "POD_INDEX_NOT_FOUND",
  "NOT_A_POD_INDEX",
  "POD_INDEX_NOT_READY",
  "TOO_MANY_RECORDS",
  "TOO_MANY_NAMESPACES",
  "CLOUD_MISMATCH",
  "CLOUD_NOT_SUPPORTED",
  "REGION_NOT_SERVERLESS",
  "PLAN_REGION",
  "NAME_INVALID",
  "SERVERLESS_NAME_TAKEN",
  "COLLECTION_NAME_TAKEN",
  "TAGS_INVALID",
  "SHAPE_NOT_SUPPORTED",
  "DEFAULT_NAMESPACE_TWICE",
  "NAMESPACE_INVALID",
  "REGION_MOVES",
  "READ_HEAVY",
  "COSTS_MORE",
  "RATE_LIMIT",
  "BIG_NAMESPACE",
  "DEDICATED_READ_NODES",
  "INDEX_QUOTA",
  "NAMESPACE_QUOTA",
  "STORAGE_QUOTA",
  "PRIVATE_ENDPOINT",
  "DELETION_PROTECTION",
  "SELECTIVE_METADATA",
  "SPARSE_NEEDS_DOTPRODUCT",
  "SLOW_POD_WRITES",
  "STATS_BY_FILTER",
  "POD_ONLY_CALLS",
  "OLD_CLIENTS",
  "API_SUNSET",
  "NO_LIVE_WRITER",
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that preflight found. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly fact: string;
  readonly remedy: string;
  readonly link: string;
}

const DOCS = "https://docs.pinecone.io";

/** Pages of the vendor's documentation that findings point to, as of 2026-11. */
export const LINKS = {
  guide: `${DOCS}/guides/legacy/pod-based-indexes/migrate-a-pod-based-index-to-serverless`,
  createIndex: `${DOCS}/guides/index-data/create-an-index`,
  versioning: `${DOCS}/reference/api/versioning`,
  limits: `${DOCS}/reference/api/database-limits`,
  objectLimits: `${DOCS}/reference/api/database-limits/object-limits`,
  cost: `${DOCS}/guides/manage-cost/understanding-cost`,
  readNodes: `${DOCS}/guides/index-data/dedicated-read-nodes/migrate`,
  podTypes: `${DOCS}/guides/indexes/pods/understanding-pod-based-indexes`,
} as const;

type Of = (code: FindingCode, fact: string, remedy: string, link?: string) => Finding;

const of =
  (severity: Severity): Of =>
  (code, fact, remedy, link = LINKS.guide) => ({ code, severity, fact, remedy, link });

/** Stops the preview. */
export const blocker: Of = of("blocker");
/** Is to be looked at; stops nothing. */
export const warning: Of = of("warning");
/** Is good to know. */
export const info: Of = of("info");

const RANK: Record<Severity, number> = { blocker: 0, warning: 1, info: 2 };

/** Blockers first, infos last; within one severity as they came. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/**
 * Every failure that podshift reports, as a code. Tests and callers match the code, never the sentence.
 * A code is a public name: it is never renamed, and never given another meaning.
 */
export const ERROR_CODES = [
  // Configuration
  "CONFIG_INVALID",
  "FILES_EXIST",
  "API_KEY_MISSING",
  "INPUT_FILE_INVALID",
  "FILE_NOT_WRITTEN",
  "WRITES_NOT_SUPPORTED",
  // The service
  "API_ERROR",
  "API_UNREACHABLE",
  "API_KEY_REFUSED",
  "INDEX_HOST_REFUSED",
  // Phases
  "PHASE_NOT_ALLOWED",
  "SWITCH_NOT_FINISHED",
  "WRONG_PROJECT",
  "CUTOVER_GUARD",
  "STACK_CHANGED",
  // Preflight
  "PREFLIGHT_BLOCKED",
  // Pod index
  "POD_INDEX_NOT_FOUND",
  "POD_INDEX_NOT_READY",
  "NOT_A_POD_INDEX",
  // Collection
  "COLLECTION_NAME_TAKEN",
  "COLLECTION_GONE",
  "COLLECTION_TIMEOUT",
  // Serverless index
  "SERVERLESS_NAME_TAKEN",
  "SERVERLESS_INDEX_NOT_FOUND",
  "SERVERLESS_INIT_FAILED",
  "SERVERLESS_TIMEOUT",
  "SERVERLESS_READ_CAPACITY_FAILED",
  "SERVES_TRAFFIC",
  "CLOUD_MISMATCH",
  // Parity
  "PARITY_DIFFERENT",
  "PARITY_NOT_PROVEN",
  "PARITY_REPORT_OLD",
  "PARITY_REPORT_CHANGED",
  "DIGEST_FILE_BROKEN",
  "REPAIR_REPORT_UNFIT",
  "REPAIR_REFUSED",
  // Write log
  "LOG_NOT_FOUND",
  "LOG_TAKEN",
  "LOG_UNAVAILABLE",
  "LOG_BROKEN",
  "ENTRY_INVALID",
  "WRITER_SEALED",
  "WRITER_ENDED",
  "WRITE_NOT_ACKNOWLEDGED",
  "CLOCK_SKEW",
  "DEFERRED_WRITES_LOST",
  "CAPTURE_UNSUPPORTED",
  // Catch-up
  "APPLIER_BUSY",
  "RECORDS_REFUSED",
  "SNAPSHOT_NOT_OURS",
  "NOT_FRESH",
  // Distributed catch-up
  "SPREAD_INCOMPLETE",
  "SPREAD_INPUT_BROKEN",
  "SPREAD_JOB_OVER",
  "IMPORT_FAILED",
  // Switch and retirement
  "CUTOVER_POSTPONED",
  "ROLLBACK_LOSES_WRITES",
  "POD_INDEX_TOO_SMALL",
  "RETIRE_NOT_PROVEN",
  // Review
  "REVIEW_INPUT_INVALID",
  "REVIEW_BLOCKED",
  "REVIEW_STALE",
  "REVIEW_POST_FAILED",
  // Scan
  "SCAN_FINDINGS",
  "SCAN_INCOMPLETE",
  // A stop that was asked for
  "STOPPED",
] as const;

/** One of the codes; stable names, to branch on. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts of an error: short, printable, never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/**
 * An error for people: what happened, the facts, and what to do next.
 *
 * @example
 * throw new PodshiftError("COLLECTION_GONE", "collection docs-collection does not exist any more", {
 *   facts: { collection: "docs-collection" },
 *   next: "set `phase: copy` to make a new one",
 * });
 */
export class PodshiftError extends Error {
  /** To know it by where the class is another copy. */
  override readonly name = "PodshiftError";
  /** What happened, in figures and names. */
  readonly facts: Facts;
  /** What to do, in a sentence. */
  readonly next: string | undefined;

  constructor(
    /** What went wrong: to branch on. */
    readonly code: ErrorCode,
    /** The same for people. */
    readonly summary: string,
    details: { facts?: Facts; next?: string; cause?: unknown } = {},
  ) {
    super(sentence(code, summary, details.next), details.cause === undefined ? undefined : { cause: details.cause });
    this.facts = details.facts ?? {};
    this.next = details.next;
  }
}

/** A run that ends because it was asked to. */
export function stopped(cause?: unknown): PodshiftError {
  return new PodshiftError("STOPPED", "stopped as asked, at a safe point; what was done is saved", {
    next: "`pulumi up` goes on from here",
    cause,
  });
}

function sentence(code: ErrorCode, summary: string, next: string | undefined): string {
  const head = `${summary} (${code})`;
  return next === undefined ? head : `${head}\n  Next: ${next}`;
}

import type { Attempt } from "./journal";

/** What the writers of a run saw. */
export interface WriteCounts {
  readonly attempts: number;
  readonly acked: number;
  readonly refused: number;
  readonly unknown: number;
  /** Longest wait of an acknowledged write, in milliseconds. */
  readonly longestMs: number;
  /** Errors by code or name, the 404 of a delete in a namespace that a serverless index doesn't have left out. */
  readonly errors: Readonly<Record<string, number>>;
}

export function countWrites(attempts: readonly Attempt[]): WriteCounts {
  const of = (kind: Attempt["outcome"]) => attempts.filter(({ outcome }) => outcome === kind).length;
  const errors: Record<string, number> = {};
  for (const attempt of attempts.filter(isFailure)) errors[attempt.error] = (errors[attempt.error] ?? 0) + 1;
  return {
    attempts: attempts.length,
    acked: of("acked"),
    refused: of("refused"),
    unknown: of("unknown"),
    longestMs: Math.max(0, ...attempts.map(({ outcome, waitedMs }) => (outcome === "acked" ? (waitedMs ?? 0) : 0))),
    errors,
  };
}

/** Serverless answers 404 where there is no namespace to delete from: there was nothing to do. */
export function isFailure({ outcome, error, operation }: Attempt): boolean {
  const nothingThere = error === "PineconeNotFoundError" && operation.op.startsWith("delete");
  return outcome !== "acked" && !nothingThere;
}

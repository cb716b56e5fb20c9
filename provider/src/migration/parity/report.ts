import type { NamespaceDigests } from "./digest";

/** A difference that was asked again and stayed. */
export interface Difference {
  readonly kind: "missing" | "extra" | "different";
  readonly namespace: string;
  readonly id: string;
  /** The field that differs; for `different` only. */
  readonly field?: string;
}

/** A namespace's counts, as far apart as the writes in flight may explain. */
export interface CountInDoubt {
  readonly namespace: string;
  readonly pod: number;
  readonly serverless: number;
  /** Ids in flight, or "all" under a bulk write. */
  readonly inFlight: number | "all";
}

/** Differences on records that the write log doesn't name: someone writes past the capture. */
export interface Uncaptured {
  readonly records: number;
  /** At most ten. */
  readonly examples: { readonly namespace: string; readonly id: string }[];
}

/** What a parity check found. Plain JSON: it is kept in the stack's state, which takes no undefined. */
export interface ParityReport {
  readonly version: 1;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** No difference at any level that was run. */
  readonly clean: boolean;
  /** One sentence; a sample is never called clean. */
  readonly verdict: string;
  readonly counts: {
    readonly pod: number;
    readonly serverless: number;
    /** Namespaces whose counts differ. */
    readonly different: { readonly namespace: string; readonly pod: number; readonly serverless: number }[];
    /** Namespaces that were never without a write in flight: counts that differ by no more prove nothing. */
    readonly inDoubt?: CountInDoubt[];
  };
  readonly ids: {
    readonly looked: number;
    /** Records of the pod index that serverless lacks: by count, as pods can't list. */
    readonly missing: number;
    readonly extra: number;
  };
  readonly content: {
    readonly mode: "all" | "sample";
    readonly compared: number;
    readonly of: number;
    readonly different: number;
  };
  readonly queries: {
    readonly asked: number;
    readonly topK: number;
    /** Share of the pod index's answers that serverless gives too, between 0 and 1. */
    readonly meanOverlap: number;
    readonly minOverlap: number;
    readonly enough: boolean;
  };
  /** Differences that went away when asked again: lag. */
  readonly settled: number;
  readonly examples: Difference[];
  /** Records that were written each time they were compared: neither equal nor a difference. */
  readonly moving?: number;
  readonly uncaptured?: Uncaptured;
  /** Only when all records were compared. */
  readonly digest?: { readonly namespaces: NamespaceDigests };
}

/**
 * The largest share of different records that n equal ones in a random sample leave possible, at 95 %: 1 - 0.05^(1/n),
 * the exact one-sided bound of Clopper and Pearson (Biometrika 26, 1934) for no difference found; near 3/n.
 */
export function largestUnseenShare(compared: number): number {
  return compared === 0 ? 1 : 1 - 0.05 ** (1 / compared);
}

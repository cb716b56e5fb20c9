import type { WriteMode } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";
import type { NamespaceDigest, NamespaceDigests } from "./digest";

/** The version of the report that this podshift writes and reads. */
export const REPORT_VERSION = 2;
/** Differences of each kind that a report names; all of them stand in the file of differences, where one was written. */
export const MOST_EXAMPLES = 10;
/** Namespaces of which a report has a row. */
export const MOST_NAMESPACES = 1_000;

/** What of a record differs. */
export type Part = "values" | "sparseValues" | "metadata";

/** A difference that was asked again and stayed. */
export interface Difference {
  readonly kind: "missing" | "extra" | "different";
  readonly namespace: string;
  readonly id: string;
  /** The field that differs (`values[3]`, `sparseValues`, `metadata.lang`); for `different` only. */
  readonly field?: string;
  /** The part of the record that `field` is in; for `different` only. */
  readonly part?: Part;
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

/** What was found in one namespace. */
export interface NamespaceParity {
  /** Canonical: "" is the default one. */
  readonly namespace: string;
  /** Records that either side counts. */
  readonly pod: number;
  readonly serverless: number;
  /** Ids that were looked for on both sides. */
  readonly looked: number;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** Records that were compared in full. */
  readonly compared: number;
  /** Of the pod index's records; only when all records were compared. */
  readonly digest?: NamespaceDigest;
}

/** What a sample leaves possible. */
export interface SampleBound {
  /** The same seed draws the same records again. */
  readonly seed: number;
  readonly confidence: 0.95;
  /** With that confidence, no larger share of all records is different; between 0 and 1. */
  readonly atMost: number;
}

/** The share of the records that had to be among the answers, by an exact search over the sample; between 0 and 1. */
export interface Recall {
  /** Found records of all queries, divided by expected ones. */
  readonly mean: number;
  /** Of the query with the least. */
  readonly min: number;
}

/** Recall of both sides against an exact search over the sample. */
export interface RecallLevel {
  readonly pod: Recall;
  readonly serverless: Recall;
  /** Records in the sample that were searched exactly. */
  readonly against: number;
  /** Records of it that had to be among the answers of the serverless index, over all queries. */
  readonly expected: number;
}

/** What the answers to queries must reach. */
export interface QueryThresholds {
  /** Mean overlap. */
  readonly overlap: number;
  /** Mean recall of the serverless index. */
  readonly recall: number;
  /** By how much its mean recall may be below that of the pod index. */
  readonly recallBelowPod: number;
}

export interface QueryLevel {
  /** How many were asked of both, and could be judged. */
  readonly asked: number;
  /** How many of them had a metadata filter. */
  readonly filtered: number;
  readonly topK: number;
  /** Share of the pod index's answers that serverless gives too, between 0 and 1. */
  readonly meanOverlap: number;
  readonly minOverlap: number;
  /** Left out where nothing of the sample had to be among the answers. */
  readonly recall?: RecallLevel;
  /** What was asked for. */
  readonly thresholds: QueryThresholds;
  readonly enough: boolean;
}

/** The file with every difference, one a line: `Difference` as JSON. */
export interface DifferencesFile {
  /** Relative to the project, or as the caller gave it. */
  readonly file: string;
  readonly records: number;
  /** Of the file's bytes, as 64 hex digits. */
  readonly sha256: string;
}

/**
 * What a parity check found. Plain JSON: it is kept in the stack's state, which takes no undefined. Reports of version 1
 * lack hosts, namespaces and the seal; readers refuse them.
 */
export interface ParityReport {
  readonly version: typeof REPORT_VERSION;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** Where they were when they were compared: an index of the same name that was made anew has another host. */
  readonly hosts: { readonly pod: string; readonly serverless: string };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What the write log names from here on may have changed since it was compared; left out when writes are paused. */
  readonly logPosition?: Position;
  /** What was asked for: the check after a repair asks for the same. Reports of this podshift have it. */
  readonly asked?: {
    readonly content: "all" | number;
    readonly queries: number;
    readonly seed: number;
    /** By which kind of log the pod index's state was known; left out when writes are paused. */
    readonly writes?: WriteMode;
  };
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
  /** Only when a sample was compared. */
  readonly sample?: SampleBound;
  readonly queries: QueryLevel;
  /** At most 1,000; those with differences first, then the largest. */
  readonly namespaces: NamespaceParity[];
  /** How many more there are; left out for none. */
  readonly namespacesLeftOut?: number;
  /** Differences that went away when asked again: lag. */
  readonly settled: number;
  /** Up to ten of each kind, and of `different` up to ten of each part. */
  readonly examples: Difference[];
  /** All differences, for `podshift verify --repair`; left out where none was found, or nobody asked for the file. */
  readonly differences?: DifferencesFile;
  /** Records that were written each time they were compared: neither equal nor a difference. */
  readonly moving?: number;
  readonly uncaptured?: Uncaptured;
  /** Only when all records were compared: of every namespace. */
  readonly digest?: { readonly namespaces: NamespaceDigests };
  /** SHA-256 over the report without this field, as 64 hex digits (seal.ts): whether it is as the check wrote it. */
  readonly seal: string;
}

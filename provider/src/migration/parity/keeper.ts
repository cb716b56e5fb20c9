import type { NamespaceDigest } from "./digest";
import type { IdKey } from "./idSet";
import type { ListPlace } from "./listing";
import type { Difference } from "./report";
import type { SampledId } from "./searchSample";

/** What a comparison knows of a namespace up to a place in its list. */
export interface NamespaceState {
  readonly namespace: string;
  /** Everything in front of it is compared, and in the figures below. */
  readonly place: ListPlace;
  readonly looked: number;
  readonly compared: number;
  readonly inPod: number;
  readonly digest: NamespaceDigest;
}

/** What a comparison knows, without what it writes to files as it goes: suspects, keys of ids, digests. */
export interface ComparisonState {
  readonly namespaces: readonly NamespaceState[];
  readonly sampled: readonly SampledId[];
}

/** What a run that was killed knew. */
export interface ComparisonBefore extends ComparisonState {
  readonly suspects: Iterable<FoundDifference>;
  readonly keys: Iterable<IdKey>;
}

/** A difference as it was first seen, before anybody asked again. */
export interface FoundDifference extends Difference {
  /** Set for one that nobody asks again: there are too many. */
  readonly beyond?: true;
}

/**
 * Keeps how far a comparison has got, while ids are listed. All calls between two `due` belong together: what is saved
 * holds all of them or none.
 */
export interface Keeper {
  readonly before?: ComparisonBefore;
  /** Notes ids that were looked at, and what was found on them. */
  note(namespace: string, ids: readonly string[], found: readonly FoundDifference[]): void;
  /** May save now; `ends` says that a namespace is through. What the disk refuses rejects a later call. */
  due(state: () => ComparisonState, ends: boolean): Promise<void>;
  /** All is listed: saves for the last time. */
  listed(state: () => ComparisonState): Promise<void>;
}

import type { IndexStats } from "../../pinecone/types";
import { namespacesOf } from "./countLevel";
import type { InFlight } from "./options";
import type { ParityReport } from "./report";
import { namesTooFew, unnamed } from "./unnamed";

/** How often counts must be further apart than the writes in flight explain: as often as a difference is asked at rest. */
const TIMES_APART = 3;

/**
 * Record counts while writes go on. Between two rounds the serverless index stands still, and the pod index differs from
 * it only in ids in flight: their number, read AFTER the counts, bounds how far apart those may be. A namespace is equal
 * only when its counts were, with nothing in flight in it; else it stays open, and is counted again after another round.
 */
export class MovingCounts {
  #pod: IndexStats = { namespaces: new Map(), total: 0 };
  #serverless: IndexStats = this.#pod;
  #inFlight: InFlight = new Map();
  /** Sides that have once named the namespaces of all their records: while writes go on, a total may be ahead of them. */
  readonly #whole = new Set<"pod" | "serverless">();
  /** How many extra records were known when the counts were equal: so many were missing, and no more. */
  readonly #equal = new Map<string, number>();
  #extra: ReadonlyMap<string, number> = new Map();
  /** Records of the namespaces that seemed equal at once. */
  readonly #equalAtOnce = new Map<string, number>();
  /** How often the counts of a namespace were too far apart. */
  readonly #apart = new Map<string, number>();

  /**
   * Takes counts of one time between two rounds, and what was in flight once both were there. At once after a round those
   * of serverless may lag behind it, and are believed when they are still the same once they have settled: each time is
   * taken twice. Those that are taken first prove nothing: an extra record that makes them equal may be written before
   * anybody looks at it.
   */
  take(pod: IndexStats, serverless: IndexStats, inFlight: InFlight, when: "first" | "at once" | "settled"): void {
    [this.#pod, this.#serverless, this.#inFlight] = [pod, serverless, inFlight];
    if (unnamed(pod) === 0) this.#whole.add("pod");
    if (unnamed(serverless) === 0) this.#whole.add("serverless");
    if (when === "first") return;
    if (when === "at once") this.#equalAtOnce.clear();
    for (const namespace of namespacesOf(pod, serverless)) {
      const slack = this.#slack(namespace);
      const distance = Math.abs(this.#more(namespace));
      const records = this.#countsOf(namespace).serverless;
      const isEqual = distance === 0 && slack === 0;
      if (when === "at once") {
        if (isEqual) this.#equalAtOnce.set(namespace, records);
        continue;
      }
      if (isEqual || this.#equalAtOnce.get(namespace) === records) this.#noteEqual(namespace);
      if (distance > slack) this.#apart.set(namespace, (this.#apart.get(namespace) ?? 0) + 1);
    }
  }

  /**
   * Takes how many extra records each namespace has, as they were looked at last, which is before the next counts. Where
   * one of those is gone that made counts equal, these prove nothing any more: what it made up for may still be missing.
   */
  noteExtra(extra: ReadonlyMap<string, number>): void {
    this.#extra = extra;
    for (const [namespace, then] of this.#equal) {
      if (then > (extra.get(namespace) ?? 0)) this.#equal.delete(namespace);
    }
  }

  get total(): { readonly pod: number; readonly serverless: number } {
    return { pod: this.#pod.total, serverless: this.#serverless.total };
  }

  /** Records by namespace, as counted last. */
  get byNamespace(): { readonly pod: IndexStats["namespaces"]; readonly serverless: IndexStats["namespaces"] } {
    return { pod: this.#pod.namespaces, serverless: this.#serverless.namespaces };
  }

  get namespaces(): string[] {
    return namespacesOf(this.#pod, this.#serverless);
  }

  /** True while the counts of a namespace prove nothing. */
  get open(): boolean {
    return this.#whole.size < 2 || this.namespaces.some((each) => !this.#equal.has(each));
  }

  /** Records that a namespace has on the side that counts fewer: a count of deleted records may lag. */
  onBoth(namespace: string): number {
    const { pod, serverless } = this.#countsOf(namespace);
    return Math.min(pod, serverless);
  }

  /**
   * Records that serverless must lack, when so many others of it aren't in the pod index: none but those that make up for
   * these where the counts were equal.
   */
  missing(namespace: string, extra: number): number {
    const missing = Math.max(0, this.#more(namespace) + extra - this.#slack(namespace));
    return this.#equal.has(namespace) ? Math.min(missing, extra) : missing;
  }

  /** @throws API_ERROR for counts that don't differ, while a side never named the namespaces of all its records */
  value(): ParityReport["counts"] {
    const left = this.namespaces.filter((each) => !this.#equal.has(each));
    const different = left.filter((each) => this.#isDifferent(each));
    if (different.length === 0 && this.#whole.size < 2) throw namesTooFew(this.#pod, this.#serverless);
    const inDoubt = left.filter((each) => !this.#isDifferent(each));
    return {
      ...this.total,
      different: different.map((each) => this.#countsOf(each)),
      ...(inDoubt.length === 0
        ? {}
        : { inDoubt: inDoubt.map((each) => ({ ...this.#countsOf(each), inFlight: this.#inFlightIn(each) })) }),
    };
  }

  #noteEqual(namespace: string): void {
    const before = this.#equal.get(namespace) ?? Number.POSITIVE_INFINITY;
    this.#equal.set(namespace, Math.min(before, this.#extra.get(namespace) ?? 0));
  }

  /** Counts that were too far apart several times don't become explained by a write that comes in at the end. */
  #isDifferent(namespace: string): boolean {
    const distance = Math.abs(this.#more(namespace));
    const often = (this.#apart.get(namespace) ?? 0) >= TIMES_APART;
    return distance > this.#slack(namespace) || (often && distance > 0);
  }

  #countsOf(namespace: string): { namespace: string; pod: number; serverless: number } {
    const [pod = 0, serverless = 0] = [this.#pod, this.#serverless].map((each) => each.namespaces.get(namespace));
    return { namespace, pod, serverless };
  }

  /** Records that the pod index has more than serverless. */
  #more(namespace: string): number {
    const { pod, serverless } = this.#countsOf(namespace);
    return pod - serverless;
  }

  #inFlightIn(namespace: string): number | "all" {
    const ids = this.#inFlight.get(namespace);
    return ids === "all" ? "all" : (ids?.size ?? 0);
  }

  #slack(namespace: string): number {
    const ids = this.#inFlightIn(namespace);
    return ids === "all" ? Number.POSITIVE_INFINITY : ids;
  }
}

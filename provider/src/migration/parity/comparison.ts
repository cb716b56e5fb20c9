import type { StoredRecord } from "../../pinecone/types";
import { fetchAll, fetchBatches } from "./batches";
import { differenceOf } from "./compareRecords";
import { DigestSums, recordDigest } from "./digest";
import { IdSet } from "./idSet";
import type { ComparisonBefore, ComparisonState, FoundDifference } from "./keeper";
import type { ListedVisit, ListPlace, Taken } from "./listing";
import { NamespaceTallies } from "./namespaceRows";
import type { ParityOptions } from "./options";
import type { Difference } from "./report";
import { placeOf, SmallestPlaces } from "./sample";
import { SAMPLED_RECORDS, type SampledId } from "./searchSample";
import { SeenIds } from "./seenIds";
import { Suspects } from "./suspects";

/** What was seen of a record on both sides. */
interface Judged {
  readonly id: string;
  readonly inPod: boolean;
  readonly difference?: Difference;
  /** Set when it was compared in full, and is equal. */
  readonly equal?: true;
  readonly digest?: bigint;
}

/** Records looked at on both sides: equal ones are summed up, others become suspects. */
export class Comparison implements ListedVisit {
  readonly suspects: Suspects;
  readonly sums = new DigestSums();
  /** Equal records that queries are drawn from, and searched exactly. */
  readonly sampled: SmallestPlaces<SampledId>;
  readonly tallies = new NamespaceTallies();
  /** How many of them the pod index has too, by namespace. */
  readonly inPod = new Map<string, number>();
  looked = 0;
  compared = 0;
  settled = 0;
  /** Ids that only the pod index has, once those that were listed are too many to be held. */
  readonly #unlisted = new IdSet();
  readonly #places = new Map<string, ListPlace>();
  readonly #sampledShare: number;
  readonly #started: number;
  #lookedBefore = 0;

  /**
   * `expected` records are on the serverless side, as far as its count tells; `seen` are the ids that were looked at.
   */
  constructor(
    readonly options: ParityOptions,
    readonly expected: number,
    mostSuspects?: number,
    readonly seen = new SeenIds(),
  ) {
    const { content, queries, keeper } = options;
    this.#sampledShare = content === "all" || content >= expected ? 1 : content / expected;
    this.sampled = new SmallestPlaces(queries === 0 ? 0 : Math.max(queries, SAMPLED_RECORDS));
    this.suspects = new Suspects(mostSuspects);
    this.#started = options.clock.now();
    if (keeper?.before !== undefined) this.#restore(keeper.before);
  }

  /** Where the list of a namespace goes on, when a run before this one has begun it. */
  placeIn(namespace: string): ListPlace | undefined {
    return this.#places.get(namespace);
  }

  /** Looks at ids that serverless lists, as many as one fetch takes; what follows is to be taken in their order. */
  async look(namespace: string, ids: readonly string[]): Promise<Taken> {
    const judged = await this.#judgeAll(namespace, ids);
    return async (place) => {
      const found = this.#takeAll(namespace, judged);
      this.#places.set(namespace, place);
      const { keeper } = this.options;
      keeper?.note(namespace, ids, found.differences);
      await Promise.all([found.written, keeper?.due(() => this.#state(), false)]);
    };
  }

  /** The list of a namespace is through. */
  async ended(namespace: string): Promise<void> {
    this.#places.set(namespace, { done: true });
    await this.options.keeper?.due(() => this.#state(), true);
  }

  /** All lists are through for the first time: from here on a run that is killed asks again from here. */
  async listed(): Promise<void> {
    await this.options.keeper?.listed(() => this.#state());
  }

  /** Looks at ids that are known later, in any order. */
  async visit(namespace: string, ids: readonly string[]): Promise<void> {
    await this.#takeLate(namespace, await this.#judgeAll(namespace, ids));
  }

  /** Looks for ids that nobody listed; those that neither side has are nothing. */
  async lookFor(namespace: string, ids: readonly string[]): Promise<void> {
    const { pod, serverless } = this.options;
    const [a, b] = await Promise.all([fetchAll(pod, namespace, ids), fetchAll(serverless, namespace, ids)]);
    // Where it isn't known which ids were listed, those that serverless has were: to count them twice would hide others.
    const isNew = this.seen.knowsAll
      ? (id: string) => a.has(id) || b.has(id)
      : (id: string) => a.has(id) && !b.has(id) && this.#unlisted.add(namespace, id);
    const judged = ids.filter(isNew).map((id) => this.#judge(namespace, id, a.get(id), b.get(id), true));
    await this.#takeLate(namespace, judged);
  }

  /** What comes behind the lists is not gone on with; but those that nobody asks again are to be named. */
  async #takeLate(namespace: string, judged: readonly Judged[]): Promise<void> {
    const { differences, written } = this.#takeAll(namespace, judged);
    const beyond = differences.filter((each) => each.beyond);
    if (beyond.length > 0) this.options.keeper?.note(namespace, [], beyond);
    await written;
  }

  /** Asks every suspect again. */
  async again(): Promise<void> {
    for (const [namespace, before] of this.suspects.take()) await this.#againIn(namespace, before);
  }

  async #againIn(namespace: string, before: ReadonlyMap<string, Difference>): Promise<void> {
    const { pod, serverless, signal } = this.options;
    for (const batch of fetchBatches([...before.keys()])) {
      signal?.throwIfAborted();
      const [a, b] = await Promise.all([fetchAll(pod, namespace, batch), fetchAll(serverless, namespace, batch)]);
      const judged: Judged[] = [];
      for (const id of batch) {
        const isExtra = before.get(id)?.kind === "extra";
        if (!isExtra) this.#countInPod(namespace, -1);
        // An id that neither side has any more was deleted, and only its listing lagged.
        if (a.has(id) || b.has(id)) judged.push(this.#judge(namespace, id, a.get(id), b.get(id), !isExtra));
      }
      await this.#take(namespace, judged).written;
      this.settled += batch.length - judged.filter(({ difference }) => difference !== undefined).length;
    }
  }

  async #judgeAll(namespace: string, ids: readonly string[]): Promise<Judged[]> {
    const { pod, serverless } = this.options;
    const inFull = ids.filter((id) => this.#isSampled(namespace, id));
    const [a, b] = await Promise.all([
      fetchAll(pod, namespace, ids),
      inFull.length === 0 ? new Map<string, StoredRecord>() : fetchAll(serverless, namespace, inFull),
    ]);
    return ids.map((id) => this.#judge(namespace, id, a.get(id), b.get(id), false));
  }

  /** @param always whether the serverless side was asked for it, in the sample or not */
  #judge(
    namespace: string,
    id: string,
    pod: StoredRecord | undefined,
    serverless: StoredRecord | undefined,
    always: boolean,
  ): Judged {
    if (pod === undefined) return { id, inPod: false, difference: { kind: "extra", namespace, id } };
    const sampled = this.#isSampled(namespace, id);
    if (!sampled && !always) return { id, inPod: true };
    const difference = differenceOf(namespace, pod, serverless);
    if (difference !== undefined) return { id, inPod: true, difference };
    if (!sampled) return { id, inPod: true };
    const digest = this.options.content === "all" ? { digest: recordDigest(pod) } : {};
    return { id, inPod: true, equal: true, ...digest };
  }

  #takeAll(namespace: string, judged: readonly Judged[]) {
    const found = this.#take(namespace, judged);
    this.looked += judged.length;
    this.tallies.add(namespace, judged.length, 0);
    this.#tellProgress();
    return found;
  }

  /** In one go, up to the return: between two calls all figures fit together. */
  #take(namespace: string, judged: readonly Judged[]): { differences: FoundDifference[]; written: Promise<unknown> } {
    const { digests } = this.options;
    const differences: FoundDifference[] = [];
    const writes: Promise<void>[] = [];
    let [inPod, compared] = [0, 0];
    for (const each of judged) {
      const { id, difference, digest } = each;
      if (each.inPod) inPod += 1;
      if (difference !== undefined) {
        differences.push(this.suspects.add(difference) ? difference : { ...difference, beyond: true });
      }
      if (each.equal) {
        compared += 1;
        this.#offer(namespace, id);
      }
      if (digest !== undefined) {
        this.sums.add(namespace, digest);
        if (digests !== undefined) writes.push(digests.write(namespace, id, digest));
      }
    }
    this.#countInPod(namespace, inPod);
    this.compared += compared;
    this.tallies.add(namespace, 0, compared);
    return { differences, written: Promise.all(writes) };
  }

  #offer(namespace: string, id: string): void {
    if (this.sampled.size > 0) this.sampled.offer(placeOf(this.options.seed + 1, namespace, id), { namespace, id });
  }

  #state(): ComparisonState {
    const namespaces = [...this.#places].map(([namespace, place]) => ({
      ...{ namespace, place, ...this.tallies.of(namespace) },
      ...{ inPod: this.inPod.get(namespace) ?? 0, digest: this.sums.of(namespace) },
    }));
    return { namespaces, sampled: this.sampled.items() };
  }

  #restore({ namespaces, sampled, suspects, keys }: ComparisonBefore): void {
    const last = new Map<string, string>();
    for (const { namespace, place, looked, compared, inPod, digest } of namespaces) {
      this.#places.set(namespace, place);
      if (place.after !== undefined) last.set(namespace, place.after);
      this.tallies.add(namespace, looked, compared);
      this.looked += looked;
      this.compared += compared;
      this.inPod.set(namespace, inPod);
      this.sums.join(namespace, digest);
    }
    this.#lookedBefore = this.looked;
    for (const { namespace, id } of sampled) {
      this.sampled.offer(placeOf(this.options.seed + 1, namespace, id), { namespace, id });
    }
    for (const { beyond: _, ...each } of suspects) this.suspects.add(each);
    this.seen.restore(keys, last);
  }

  #countInPod(namespace: string, change: number): void {
    this.inPod.set(namespace, (this.inPod.get(namespace) ?? 0) + change);
  }

  #isSampled(namespace: string, id: string): boolean {
    return this.#sampledShare === 1 || placeOf(this.options.seed, namespace, id) < this.#sampledShare;
  }

  #tellProgress(): void {
    const { expected: total, looked: done } = this;
    const seconds = (this.options.clock.now() - this.#started) / 1000;
    const ratePerSecond = seconds > 0 ? (done - this.#lookedBefore) / seconds : 0;
    const left = ratePerSecond > 0 && total > done ? { etaSeconds: (total - done) / ratePerSecond } : {};
    this.options.onProgress?.({ stage: "records", done, total, ratePerSecond, ...left });
  }
}

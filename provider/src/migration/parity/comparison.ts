import type { StoredRecord } from "../../pinecone/types";
import { fetchAll, fetchBatches } from "./batches";
import { differingField } from "./compareRecords";
import { DigestSums, recordDigest } from "./digest";
import { IdSet } from "./idSet";
import type { ParityOptions } from "./options";
import type { QueryVector } from "./queryLevel";
import type { Difference } from "./report";
import { placeOf, SmallestPlaces } from "./sample";
import { Suspects } from "./suspects";

/** Records looked at on both sides, whatever order they come in: equal ones are summed up, others become suspects. */
export class Comparison {
  readonly suspects: Suspects;
  readonly sums = new DigestSums();
  readonly vectors: SmallestPlaces<QueryVector>;
  /** Ids that were looked at. */
  readonly seen = new IdSet();
  /** How many of them the pod index has too, by namespace. */
  readonly inPod = new Map<string, number>();
  looked = 0;
  compared = 0;
  settled = 0;
  readonly #sampledShare: number;
  readonly #started: number;

  /** `expected` records are on the serverless side, as far as its count tells. */
  constructor(
    readonly options: ParityOptions,
    readonly expected: number,
    mostSuspects?: number,
  ) {
    const { content } = options;
    this.#sampledShare = content === "all" || content >= expected ? 1 : content / expected;
    this.vectors = new SmallestPlaces(options.queries);
    this.suspects = new Suspects(mostSuspects);
    this.#started = options.clock.now();
  }

  /** Looks at ids that serverless lists, as many as one fetch takes. */
  async visit(namespace: string, ids: readonly string[]): Promise<void> {
    const { pod, serverless } = this.options;
    const inFull = ids.filter((id) => this.#isSampled(namespace, id));
    const [a, b] = await Promise.all([
      fetchAll(pod, namespace, ids),
      inFull.length === 0 ? new Map<string, StoredRecord>() : fetchAll(serverless, namespace, inFull),
    ]);
    for (const id of ids) await this.#record(namespace, id, a.get(id), b.get(id));
    this.looked += ids.length;
    this.#tellProgress();
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
      for (const id of batch) {
        if (before.get(id)?.kind !== "extra") this.#countInPod(namespace, -1);
        // An id that neither side has any more was deleted, and only its listing lagged.
        const gone = !a.has(id) && !b.has(id);
        if (gone || (await this.#record(namespace, id, a.get(id), b.get(id)))) this.settled += 1;
      }
    }
  }

  /** True when nothing is in doubt about the record. */
  async #record(
    namespace: string,
    id: string,
    pod: StoredRecord | undefined,
    serverless: StoredRecord | undefined,
  ): Promise<boolean> {
    const sampled = this.#isSampled(namespace, id);
    if (pod !== undefined) this.#countInPod(namespace, 1);
    const difference = differenceOf(namespace, id, pod, serverless, sampled);
    if (difference !== undefined) this.suspects.add(difference);
    else if (pod !== undefined && sampled) await this.#equal(namespace, pod);
    return difference === undefined;
  }

  async #equal(namespace: string, pod: StoredRecord): Promise<void> {
    this.compared += 1;
    if (pod.values.length > 0) {
      this.vectors.offer(placeOf(this.options.seed + 1, namespace, pod.id), { namespace, values: pod.values });
    }
    if (this.options.content !== "all") return;
    const digest = recordDigest(pod);
    this.sums.add(namespace, digest);
    await this.options.digests?.write(namespace, pod.id, digest);
  }

  #countInPod(namespace: string, change: number): void {
    this.inPod.set(namespace, (this.inPod.get(namespace) ?? 0) + change);
  }

  #isSampled(namespace: string, id: string): boolean {
    return this.#sampledShare === 1 || placeOf(this.options.seed, namespace, id) < this.#sampledShare;
  }

  #tellProgress(): void {
    const total = this.expected;
    const done = this.looked;
    const seconds = (this.options.clock.now() - this.#started) / 1000;
    const ratePerSecond = seconds > 0 ? done / seconds : 0;
    const left = ratePerSecond > 0 && total > done ? { etaSeconds: (total - done) / ratePerSecond } : {};
    this.options.onProgress?.({ stage: "records", done, total, ratePerSecond, ...left });
  }
}

function differenceOf(
  namespace: string,
  id: string,
  pod: StoredRecord | undefined,
  serverless: StoredRecord | undefined,
  sampled: boolean,
): Difference | undefined {
  if (pod === undefined) return { kind: "extra", namespace, id };
  if (!sampled) return undefined;
  if (serverless === undefined) return { kind: "missing", namespace, id };
  const field = differingField(pod, serverless);
  return field === undefined ? undefined : { kind: "different", namespace, id, field };
}

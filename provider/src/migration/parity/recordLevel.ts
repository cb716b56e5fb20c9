import type { StoredRecord } from "../../pinecone/types";
import { fetchAll, fetchBatches } from "./batches";
import { differingField } from "./compareRecords";
import type { CountLevel } from "./countLevel";
import { DigestSums, type NamespaceDigests, recordDigest } from "./digest";
import { IdSet } from "./idSet";
import { visitListed } from "./listing";
import type { ParityOptions } from "./options";
import type { QueryVector } from "./queryLevel";
import type { Difference, ParityReport } from "./report";
import { placeOf, SmallestPlaces } from "./sample";
import { Suspects } from "./suspects";

export interface RecordLevel {
  readonly ids: ParityReport["ids"];
  readonly content: ParityReport["content"];
  readonly settled: number;
  readonly differences: readonly Difference[];
  readonly digests?: NamespaceDigests;
  readonly queryVectors: readonly QueryVector[];
}

/**
 * Levels 2 and 3: every id that serverless lists is looked for in the pod index (pods can't list), and the content of
 * all, or of a sample, is compared. Equal counts and every serverless id found in the pod index make the same set.
 */
export async function compareRecords(options: ParityOptions, counted: CountLevel): Promise<RecordLevel> {
  const comparison = new Comparison(options, counted);
  await comparison.lookAt(counted.namespaces);
  await comparison.askAgain();
  return comparison.result();
}

class Comparison {
  readonly #sampledShare: number;
  readonly #vectors: SmallestPlaces<QueryVector>;
  readonly #sums = new DigestSums();
  readonly #suspects = new Suspects();
  readonly #seen = new IdSet();
  /** Listed ids that the pod index has too, by namespace. */
  readonly #inPod = new Map<string, number>();
  readonly #started: number;
  #looked = 0;
  #compared = 0;
  #settled = 0;

  constructor(
    readonly options: ParityOptions,
    readonly counted: CountLevel,
  ) {
    const { content } = options;
    const { serverless } = counted.counts;
    this.#sampledShare = content === "all" || content >= serverless ? 1 : content / serverless;
    this.#vectors = new SmallestPlaces(options.queries);
    this.#started = options.clock.now();
  }

  lookAt(namespaces: readonly string[]): Promise<void> {
    return visitListed(this.options, namespaces, this.#seen, (namespace, ids) => this.#visit(namespace, ids));
  }

  async #visit(namespace: string, ids: readonly string[]): Promise<void> {
    const { pod, serverless } = this.options;
    const inFull = ids.filter((id) => this.#isSampled(namespace, id));
    const [a, b] = await Promise.all([
      fetchAll(pod, namespace, ids),
      inFull.length === 0 ? new Map<string, StoredRecord>() : fetchAll(serverless, namespace, inFull),
    ]);
    for (const id of ids) await this.#record(namespace, id, a.get(id), b.get(id));
    this.#looked += ids.length;
    this.#tellProgress();
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
    if (difference !== undefined) this.#suspects.add(difference);
    else if (pod !== undefined && sampled) await this.#equal(namespace, pod);
    return difference === undefined;
  }

  async #equal(namespace: string, pod: StoredRecord): Promise<void> {
    this.#compared += 1;
    if (pod.values.length > 0) {
      this.#vectors.offer(placeOf(this.options.seed + 1, namespace, pod.id), { namespace, values: pod.values });
    }
    if (this.options.content !== "all") return;
    const digest = recordDigest(pod);
    this.#sums.add(namespace, digest);
    await this.options.digests?.write(namespace, pod.id, digest);
  }

  /** Reads of serverless may lag: a difference counts once it has stayed through every attempt. */
  async askAgain(): Promise<void> {
    const { attempts = 3, settleMs = 2_000, clock, signal } = this.options;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const short = this.#unlisted();
      if (this.#suspects.waiting === 0 && short.length === 0) return;
      await clock.sleep(settleMs, signal);
      for (const [namespace, before] of this.#suspects.take()) await this.#again(namespace, before);
      await this.#listAgain(short);
    }
  }

  async #again(namespace: string, before: ReadonlyMap<string, Difference>): Promise<void> {
    const { pod, serverless, signal } = this.options;
    for (const batch of fetchBatches([...before.keys()])) {
      signal?.throwIfAborted();
      const [a, b] = await Promise.all([fetchAll(pod, namespace, batch), fetchAll(serverless, namespace, batch)]);
      for (const id of batch) {
        if (before.get(id)?.kind !== "extra") this.#countInPod(namespace, -1);
        // An id that neither side has any more was deleted, and only its listing lagged.
        const gone = !a.has(id) && !b.has(id);
        if (gone || (await this.#record(namespace, id, a.get(id), b.get(id)))) this.#settled += 1;
      }
    }
  }

  /** Namespaces of equal counts of which serverless listed less than the pod index holds: a listing may lag as well. */
  #unlisted(): string[] {
    const different = new Set(this.counted.counts.different.map(({ namespace }) => namespace));
    return this.counted.namespaces.filter((each) => !different.has(each) && this.#missingIn(each) > 0);
  }

  async #listAgain(namespaces: readonly string[]): Promise<void> {
    const before = namespaces.reduce((sum, each) => sum + this.#missingIn(each), 0);
    await this.lookAt(namespaces);
    this.#settled += before - namespaces.reduce((sum, each) => sum + this.#missingIn(each), 0);
  }

  result(): RecordLevel {
    const of = this.counted.counts.pod;
    const different = this.#suspects.count("different");
    const unlisted = [...this.counted.pod.keys()].reduce((sum, each) => sum + this.#missingIn(each), 0);
    const all = this.options.content === "all";
    return {
      ids: {
        looked: this.#looked,
        missing: unlisted + this.#suspects.count("missing"),
        extra: this.#suspects.count("extra"),
      },
      content: { mode: all ? "all" : "sample", compared: this.#compared + different, of, different },
      settled: this.#settled,
      differences: this.#suspects.examples(),
      ...(all ? { digests: this.#sums.value() } : {}),
      queryVectors: this.#vectors.items(),
    };
  }

  /** Records of the pod index that serverless doesn't list. */
  #missingIn(namespace: string): number {
    return Math.max(0, (this.counted.pod.get(namespace) ?? 0) - (this.#inPod.get(namespace) ?? 0));
  }

  #countInPod(namespace: string, change: number): void {
    this.#inPod.set(namespace, (this.#inPod.get(namespace) ?? 0) + change);
  }

  #isSampled(namespace: string, id: string): boolean {
    return this.#sampledShare === 1 || placeOf(this.options.seed, namespace, id) < this.#sampledShare;
  }

  #tellProgress(): void {
    const total = this.counted.counts.serverless;
    const done = this.#looked;
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

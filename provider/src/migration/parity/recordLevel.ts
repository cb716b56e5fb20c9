import type { StoredRecord } from "../../pinecone/types";
import { fetchAll, fetchBatches } from "./batches";
import { differingField } from "./compareRecords";
import { DigestSum, type NamespaceDigests, recordDigest } from "./digest";
import { listAll } from "./listing";
import type { ParityOptions } from "./options";
import type { QueryVector } from "./queryLevel";
import type { Difference, ParityReport } from "./report";
import { placeOf, SmallestPlaces } from "./sample";
import { WorkQueue } from "./workQueue";

export interface RecordLevel {
  readonly ids: ParityReport["ids"];
  readonly content: ParityReport["content"];
  readonly settled: number;
  readonly differences: readonly Difference[];
  readonly digests?: NamespaceDigests;
  readonly queryVectors: readonly QueryVector[];
}

/** Differences that are kept for asking again; with more than these nobody waits for lag. */
const MOST_SUSPECTS = 10_000;

/**
 * Levels 2 and 3: every id that serverless lists is looked for in the pod index (pods can't list), and the content of
 * all, or of a sample, is compared. Equal counts and every serverless id found in the pod index make the same set.
 */
export async function compareRecords(options: ParityOptions, counts: ParityReport["counts"]): Promise<RecordLevel> {
  const comparison = new Comparison(options, counts);
  const { namespaces } = await options.serverless.stats();
  for (const namespace of [...namespaces.keys()].sort()) await comparison.namespace(namespace);
  await comparison.askSuspectsAgain();
  return comparison.result();
}

class Comparison {
  readonly #sampledShare: number;
  readonly #vectors: SmallestPlaces<QueryVector>;
  readonly #sums = new Map<string, DigestSum>();
  readonly #started: number;
  #suspects: Difference[] = [];
  #differences: Difference[] = [];
  #looked = 0;
  #found = 0;
  #compared = 0;
  #settled = 0;

  constructor(
    readonly options: ParityOptions,
    readonly counts: ParityReport["counts"],
  ) {
    const { content } = options;
    this.#sampledShare = content === "all" || content >= counts.serverless ? 1 : content / counts.serverless;
    this.#vectors = new SmallestPlaces(options.queries);
    this.#started = options.clock.now();
  }

  async namespace(namespace: string): Promise<void> {
    const queue = new WorkQueue(this.options);
    for await (const ids of listAll(this.options.serverless, namespace)) {
      for (const batch of fetchBatches(ids)) await queue.add(() => this.#batch(namespace, batch));
    }
    await queue.done();
  }

  async #batch(namespace: string, ids: readonly string[]): Promise<void> {
    const { pod, serverless } = this.options;
    const inFull = ids.filter((id) => this.#isSampled(namespace, id));
    const [a, b] = await Promise.all([
      fetchAll(pod, namespace, ids),
      inFull.length === 0 ? new Map<string, StoredRecord>() : fetchAll(serverless, namespace, inFull),
    ]);
    const sampled = new Set(inFull);
    for (const id of ids) await this.#record(namespace, id, a.get(id), b.get(id), sampled.has(id));
    this.#looked += ids.length;
    this.#tellProgress();
  }

  async #record(
    namespace: string,
    id: string,
    pod: StoredRecord | undefined,
    serverless: StoredRecord | undefined,
    sampled: boolean,
  ): Promise<void> {
    const difference = differenceOf(namespace, id, pod, serverless, sampled);
    if (difference !== undefined) this.#suspect(difference);
    else if (pod !== undefined) await this.#settleRecord(namespace, pod, sampled);
  }

  /** A record about which nothing is in doubt. */
  async #settleRecord(namespace: string, pod: StoredRecord, sampled: boolean): Promise<void> {
    this.#found += 1;
    if (!sampled) return;
    this.#compared += 1;
    if (pod.values.length > 0) {
      this.#vectors.offer(placeOf(this.options.seed + 1, namespace, pod.id), { namespace, values: pod.values });
    }
    if (this.options.content === "all") await this.#digest(namespace, pod);
  }

  async #digest(namespace: string, pod: StoredRecord): Promise<void> {
    const digest = recordDigest(pod);
    const sum = this.#sums.get(namespace) ?? new DigestSum();
    this.#sums.set(namespace, sum);
    sum.add(digest);
    await this.options.digests?.write(namespace, pod.id, digest);
  }

  #suspect(difference: Difference): void {
    if (this.#suspects.length < MOST_SUSPECTS) this.#suspects.push(difference);
    else this.#differences.push(difference);
  }

  /** Reads of serverless may lag: a difference counts once it has stayed through every attempt. */
  async askSuspectsAgain(): Promise<void> {
    const { attempts = 3, settleMs = 2_000, clock, signal } = this.options;
    for (let attempt = 0; attempt < attempts && this.#suspects.length > 0; attempt += 1) {
      await clock.sleep(settleMs, signal);
      const again = this.#suspects;
      this.#suspects = [];
      for (const [namespace, ids] of byNamespace(again)) await this.#again(namespace, ids);
    }
    this.#differences = [...this.#suspects, ...this.#differences];
  }

  async #again(namespace: string, ids: readonly string[]): Promise<void> {
    const { pod, serverless } = this.options;
    for (const batch of fetchBatches(ids)) {
      const [a, b] = await Promise.all([fetchAll(pod, namespace, batch), fetchAll(serverless, namespace, batch)]);
      for (const id of batch) {
        const before = this.#suspects.length;
        await this.#record(namespace, id, a.get(id), b.get(id), true);
        if (this.#suspects.length === before) this.#settled += 1;
      }
    }
  }

  result(): RecordLevel {
    const of = (kind: Difference["kind"]) => this.#differences.filter((each) => each.kind === kind).length;
    const different = of("different");
    const present = this.#found + different;
    const digests = this.options.content === "all" ? this.#digestsByNamespace() : undefined;
    return {
      ids: { looked: this.#looked, missing: Math.max(0, this.counts.pod - present), extra: of("extra") },
      content: {
        mode: this.options.content === "all" ? "all" : "sample",
        compared: this.#compared + different,
        of: this.counts.pod,
        different,
      },
      settled: this.#settled,
      differences: this.#differences,
      ...(digests === undefined ? {} : { digests }),
      queryVectors: this.#vectors.items(),
    };
  }

  #digestsByNamespace(): NamespaceDigests {
    return Object.fromEntries([...this.#sums].map(([namespace, sum]) => [namespace, sum.value()]));
  }

  #isSampled(namespace: string, id: string): boolean {
    return this.#sampledShare === 1 || placeOf(this.options.seed, namespace, id) < this.#sampledShare;
  }

  #tellProgress(): void {
    const total = this.counts.serverless;
    const seconds = (this.options.clock.now() - this.#started) / 1000;
    const ratePerSecond = seconds > 0 ? this.#looked / seconds : 0;
    const left =
      ratePerSecond > 0 && total > this.#looked ? { etaSeconds: (total - this.#looked) / ratePerSecond } : {};
    this.options.onProgress?.({ stage: "records", done: this.#looked, total, ratePerSecond, ...left });
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

function byNamespace(differences: readonly Difference[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { namespace, id } of differences) {
    const known = ids.get(namespace);
    if (known === undefined) ids.set(namespace, [id]);
    else known.push(id);
  }
  return ids;
}

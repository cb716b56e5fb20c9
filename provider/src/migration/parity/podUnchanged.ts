import { displayNamespace } from "../../pinecone/namespace";
import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { formatCount, plural } from "../../util/format";
import { FetchSize, fetchAll, fetchBatches } from "./batches";
import { DigestSum, type NamespaceDigests, recordDigest } from "./digest";
import type { KeptDigest } from "./digestFile";
import { listAll } from "./listing";
import { WorkQueue } from "./workQueue";

export interface PodUnchangedOptions {
  readonly pod: IndexReader;
  readonly serverless: IndexReader;
  /** The pod index's digests as of the parity check. */
  readonly digest: NamespaceDigests;
  /** Each record's digest, when the file is at hand. */
  readonly digestFile?: AsyncIterable<KeptDigest>;
  readonly clock: Clock;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: { readonly done: number; readonly total: number }): void;
}

export interface PodUnchangedReport {
  /** True only when it is proven. */
  readonly unchanged: boolean;
  /** False when records can't be named: without a file, ids that serverless lost since are unknown. */
  readonly provable: boolean;
  /** Records named as changed, gone or new: `id in namespace: what`, at most ten. */
  readonly examples: readonly string[];
  /** One sentence, examples included. */
  readonly reason: string;
}

const EXAMPLES = 10;

/**
 * Says whether the pod index still holds exactly what it held at the parity check. Pods can neither list ids nor tell
 * of writes, so every record is read once more: those of the digest file, and those that serverless lists. The counts
 * that the pod index tells must match too, or it holds records that nobody can name.
 *
 * @throws DIGEST_FILE_BROKEN
 */
export async function verifyPodUnchanged(options: PodUnchangedOptions): Promise<PodUnchangedReport> {
  const look = new SecondLook(options);
  if (options.digestFile !== undefined) await look.atKept(options.digestFile);
  await look.atListed();
  return look.result(await options.pod.stats());
}

class SecondLook {
  readonly #sums = new Map<string, DigestSum>();
  readonly #seen = new Map<string, Set<string>>();
  readonly #problems: string[] = [];
  #changes = 0;
  #done = 0;
  readonly #total: number;

  constructor(readonly options: PodUnchangedOptions) {
    this.#total = Object.values(options.digest).reduce((sum, { records }) => sum + records, 0);
  }

  async atKept(kept: AsyncIterable<KeptDigest>): Promise<void> {
    const queue = new WorkQueue(this.options);
    for await (const batch of batchesOf(kept)) await queue.add(() => this.#keptBatch(batch));
    await queue.done();
  }

  async #keptBatch(batch: readonly KeptDigest[]): Promise<void> {
    const namespace = batch[0]?.namespace ?? "";
    const found = await fetchAll(
      this.options.pod,
      namespace,
      batch.map(({ id }) => id),
    );
    for (const { id, digest } of batch) {
      const record = found.get(id);
      this.#see(namespace, id);
      if (record === undefined) this.#problem(`${id} in ${displayNamespace(namespace)} is gone`);
      else if (this.#add(namespace, recordDigest(record)) !== digest) {
        this.#problem(`${id} in ${displayNamespace(namespace)} was changed`);
      }
    }
    this.#tell(batch.length);
  }

  async atListed(): Promise<void> {
    const { namespaces } = await this.options.serverless.stats();
    const queue = new WorkQueue(this.options);
    for (const namespace of [...namespaces.keys()].sort()) {
      for await (const ids of listAll(this.options.serverless, namespace)) {
        const unseen = ids.filter((id) => !this.#seen.get(namespace)?.has(id));
        for (const batch of fetchBatches(unseen)) await queue.add(() => this.#listedBatch(namespace, batch));
      }
    }
    await queue.done();
  }

  /** Ids that the file doesn't name: new on serverless since, and of no interest unless the pod index has them too. */
  async #listedBatch(namespace: string, ids: readonly string[]): Promise<void> {
    for (const [id, record] of await fetchAll(this.options.pod, namespace, ids)) {
      this.#add(namespace, recordDigest(record));
      if (this.options.digestFile !== undefined) this.#problem(`${id} in ${displayNamespace(namespace)} is new`);
    }
    if (this.options.digestFile === undefined) this.#tell(ids.length);
  }

  result({ namespaces }: { namespaces: ReadonlyMap<string, number> }): PodUnchangedReport {
    const names = [...new Set([...namespaces.keys(), ...Object.keys(this.options.digest)])].sort();
    for (const name of names) this.#compareNamespace(name, namespaces.get(name) ?? 0);
    const lost = this.options.digestFile === undefined && this.#changes === 0 ? this.#unnamed() : 0;
    const unchanged = this.#changes === 0 && lost === 0;
    return { unchanged, provable: lost === 0, examples: this.#problems, reason: this.#reason(unchanged, lost) };
  }

  #compareNamespace(name: string, counted: number): void {
    const kept = this.options.digest[name] ?? { records: 0, sum: "" };
    const now = this.#sums.get(name)?.value() ?? { records: 0, sum: "" };
    if (counted !== kept.records) {
      this.#problem(
        `namespace ${displayNamespace(name)} has ${formatCount(counted)} records, ${formatCount(kept.records)} at the parity check`,
      );
    } else if (now.records === kept.records && kept.records > 0 && now.sum !== kept.sum && this.#changes === 0) {
      this.#problem(`namespace ${displayNamespace(name)} holds other content than at the parity check`);
    }
  }

  /** Records of the pod index that were not read, because serverless doesn't list them any more. */
  #unnamed(): number {
    const read = [...this.#sums.values()].reduce((sum, each) => sum + each.value().records, 0);
    return this.#total - read;
  }

  #reason(unchanged: boolean, lost: number): string {
    if (unchanged) return `unchanged: all ${plural(this.#total, "record")} are as at the parity check`;
    if (lost > 0) {
      return (
        `can't be proven: ${plural(lost, "record")} of the pod index are not on serverless any more, ` +
        "and the file with their digests is not here (it lies where the parity check ran, in `reports`)"
      );
    }
    const more =
      this.#changes > this.#problems.length ? `, and ${formatCount(this.#changes - this.#problems.length)} more` : "";
    return `somebody wrote to the pod index: ${this.#problems.join("; ")}${more}`;
  }

  #add(namespace: string, digest: bigint): bigint {
    const sum = this.#sums.get(namespace) ?? new DigestSum();
    this.#sums.set(namespace, sum);
    sum.add(digest);
    return digest;
  }

  #see(namespace: string, id: string): void {
    const ids = this.#seen.get(namespace) ?? new Set();
    this.#seen.set(namespace, ids);
    ids.add(id);
  }

  #problem(what: string): void {
    this.#changes += 1;
    if (this.#problems.length < EXAMPLES) this.#problems.push(what);
  }

  #tell(looked: number): void {
    this.#done += looked;
    this.options.onProgress?.({ done: this.#done, total: this.#total });
  }
}

/** Digests of one namespace at a time, as many as one fetch takes. */
async function* batchesOf(kept: AsyncIterable<KeptDigest>): AsyncIterable<KeptDigest[]> {
  let batch: KeptDigest[] = [];
  let size = new FetchSize();
  for await (const each of kept) {
    const sameFetch = batch[0]?.namespace === each.namespace && size.takes(each.id);
    if (!sameFetch) {
      if (batch.length > 0) yield batch;
      batch = [];
      size = new FetchSize();
      size.takes(each.id);
    }
    batch.push(each);
  }
  if (batch.length > 0) yield batch;
}

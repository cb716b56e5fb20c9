import { displayNamespace } from "../../pinecone/namespace";
import type { IndexReader, IndexStats } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { formatCount, plural, printable } from "../../util/format";
import { fetchAll } from "./batches";
import { areSame, DigestSums, isSame, keptOf, type NamespaceDigests, recordDigest } from "./digest";
import { digestBatches, type KeptDigest } from "./digestFile";
import { IdSet } from "./idSet";
import { visitListed } from "./listing";
import { unnamed } from "./unnamed";
import { WorkQueue } from "./workQueue";

export interface PodUnchangedOptions {
  readonly pod: IndexReader;
  readonly serverless: IndexReader;
  /** The pod index's digests as of the parity check. */
  readonly digest: NamespaceDigests;
  /** Each record's digest, when the file is at hand. */
  readonly digestFile?: AsyncIterable<KeptDigest>;
  readonly clock: Clock;
  /** Milliseconds before counts that differ are asked again. */
  readonly settleMs?: number;
  /** How often counts that differ are asked again before they count. */
  readonly attempts?: number;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: { readonly done: number; readonly total: number }): void;
}

export interface PodUnchangedReport {
  /** True only when it is proven. */
  readonly unchanged: boolean;
  /**
   * False when it can't be known: without a file, ids that serverless lost since can't be named; and the file may be
   * of another parity check.
   */
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
  return look.result(await podCounts(options));
}

/** Counts lag behind writes, those made before the parity check too: what differs from it is asked again. */
async function podCounts(options: PodUnchangedOptions): Promise<IndexStats> {
  const { pod, digest, clock, attempts = 3, settleMs = 2_000, signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    const stats = await pod.stats();
    const { namespaces } = stats;
    const sameCounts = namesOf(namespaces, digest).every(
      (name) => (namespaces.get(name) ?? 0) === keptOf(digest, name).records,
    );
    if ((sameCounts && unnamed(stats) === 0) || attempt >= attempts) return stats;
    await clock.sleep(settleMs, signal);
  }
}

class SecondLook {
  readonly #now = new DigestSums();
  readonly #inFile = new DigestSums();
  readonly #seen = new IdSet();
  readonly #examples: string[] = [];
  #changes = 0;
  #done = 0;
  readonly #total: number;

  constructor(readonly options: PodUnchangedOptions) {
    this.#total = Object.values(options.digest).reduce((sum, { records }) => sum + records, 0);
  }

  async atKept(kept: AsyncIterable<KeptDigest>): Promise<void> {
    const queue = new WorkQueue(this.options);
    await queue.run(async () => {
      for await (const batch of digestBatches(kept)) await queue.add(() => this.#keptBatch(batch));
    });
  }

  async #keptBatch(batch: readonly KeptDigest[]): Promise<void> {
    const namespace = batch[0]?.namespace ?? "";
    const ids = batch.map(({ id }) => id);
    const found = await fetchAll(this.options.pod, namespace, ids);
    for (const { id, digest } of batch) {
      this.#seen.add(namespace, id);
      this.#inFile.add(namespace, digest);
      const record = found.get(id);
      const now = record === undefined ? undefined : recordDigest(record);
      if (now !== undefined) this.#now.add(namespace, now);
      if (now !== digest) {
        this.#change(
          `${printable(id)} in ${displayNamespace(namespace)} ${now === undefined ? "is gone" : "was changed"}`,
        );
      }
    }
    this.#tell(batch.length);
  }

  /** Ids that the file doesn't name: new on serverless since, and of no interest unless the pod index has them too. */
  async atListed(): Promise<void> {
    const { pod, serverless, digest, digestFile } = this.options;
    const { namespaces } = await serverless.stats();
    await visitListed(this.options, namesOf(namespaces, digest), this.#seen, async (namespace, ids) => {
      const found = await fetchAll(pod, namespace, ids);
      for (const [id, record] of found) {
        this.#now.add(namespace, recordDigest(record));
        if (digestFile !== undefined) this.#change(`${printable(id)} in ${displayNamespace(namespace)} is new`);
      }
      if (digestFile === undefined) this.#tell(found.size);
    });
  }

  result(stats: IndexStats): PodUnchangedReport {
    if (this.options.digestFile !== undefined && !this.#isOwnFile()) {
      const reason =
        "can't be proven: the file with digests is not that of the parity check; put that back, or delete it";
      return { unchanged: false, provable: false, examples: [], reason };
    }
    const counted = stats.namespaces;
    const names = namesOf(counted, this.options.digest);
    for (const name of names) this.#compareNamespace(name, counted.get(name) ?? 0);
    const unread = names.reduce((sum, name) => sum + this.#unreadIn(name), 0);
    if (this.#changes > 0) return this.#report(false, true, this.#changed());
    if (unnamed(stats) > 0) return this.#report(false, false, namesTooFew(unnamed(stats)));
    if (unread > 0) return this.#report(false, false, unproven(unread));
    return this.#report(true, true, `unchanged: all ${plural(this.#total, "record")} are as at the parity check`);
  }

  /** A file that says other than the report is of another check: what it finds means nothing. */
  #isOwnFile(): boolean {
    return areSame(this.#inFile.value(), this.options.digest);
  }

  #compareNamespace(name: string, counted: number): void {
    const kept = keptOf(this.options.digest, name);
    const now = this.#now.of(name);
    const known = this.#changes > 0;
    if (counted !== kept.records) {
      this.#change(
        `namespace ${displayNamespace(name)} has ${formatCount(counted)} records, ${formatCount(kept.records)} at the parity check`,
      );
    } else if (!known && now.records >= kept.records && !isSame(now, kept)) {
      this.#change(`namespace ${displayNamespace(name)} holds other content than at the parity check`);
    }
  }

  /** Records that the pod index counts and nobody could name. */
  #unreadIn(name: string): number {
    return Math.max(0, keptOf(this.options.digest, name).records - this.#now.of(name).records);
  }

  #report(unchanged: boolean, provable: boolean, reason: string): PodUnchangedReport {
    return { unchanged, provable, examples: this.#examples, reason };
  }

  #changed(): string {
    const more = this.#changes - this.#examples.length;
    const rest = more > 0 ? `, and ${formatCount(more)} more` : "";
    return `somebody wrote to the pod index: ${this.#examples.join("; ")}${rest}`;
  }

  #change(what: string): void {
    this.#changes += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(what);
  }

  #tell(looked: number): void {
    this.#done += looked;
    this.options.onProgress?.({ done: this.#done, total: this.#total });
  }
}

function unproven(unread: number): string {
  return (
    `can't be proven: ${plural(unread, "record")} of the pod index can't be named by the ids that serverless lists now, ` +
    "and the file with their digests is not here (it lies where the parity check ran, in `reports`)"
  );
}

function namesTooFew(records: number): string {
  return (
    `can't be proven: the pod index counts ${plural(records, "record")} in no namespace that it names; ` +
    "counts may lag, or somebody wrote to a new namespace: run it again"
  );
}

/** Every namespace that is counted or kept, in order. */
function namesOf(counted: ReadonlyMap<string, number>, digest: NamespaceDigests): string[] {
  return [...new Set([...counted.keys(), ...Object.keys(digest)])].sort();
}

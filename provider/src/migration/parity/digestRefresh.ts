import { PodshiftError } from "../../errors";
import type { IndexReader } from "../../pinecone/types";
import { fetchAll, fetchBatches } from "./batches";
import { areSame, DigestSums, type NamespaceDigests, recordDigest } from "./digest";
import { digestBatches, fileDigestSink, type KeptDigest, readDigestFile } from "./digestFile";
import type { DigestSink } from "./options";
import type { TouchedRecords } from "./touched";
import { WorkQueue } from "./workQueue";

export interface DigestRefreshOptions {
  /** Reads the pod index, to which nobody writes any more. */
  readonly podReader: IndexReader;
  /** The file that the parity check wrote; it is replaced. */
  readonly digestFile: string;
  /** Sums of the parity check. */
  readonly namespaces: NamespaceDigests;
  /**
   * All that the log names since the comparison began: from each writer's done-mark as it was then, not from the end of
   * the log, for writes under way take effect later. More than that does no harm.
   */
  readonly touched: TouchedRecords;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

export interface DigestRefresh {
  /** Sums of the pod index as it is now, which take the place of those of the parity check. */
  readonly namespaces: NamespaceDigests;
  /** Records read again. */
  readonly read: number;
}

/**
 * Brings digests that were taken while writes went on to the state of the pod index as the switch has left it: every
 * record that the log names since is read once more, in a bulk write's namespace every record. Sums and file are then as
 * a check of the pod index at rest would have made them, and `verifyPodUnchanged` goes by them. Safe to repeat, also
 * after a run that replaced the file and was killed before its sums were kept.
 *
 * @throws DIGEST_FILE_BROKEN when the file is missing, cut, changed, or of another check
 */
export async function refreshDigests(options: DigestRefreshOptions): Promise<DigestRefresh> {
  const sink = fileDigestSink(options.digestFile, options.namespaces);
  const refresh = new Refresh(options, sink);
  try {
    await refresh.takeOver();
    await refresh.readTouched();
    await sink.finish();
    return refresh.result();
  } catch (error) {
    // The first failure is the one to tell.
    await sink.abandon().catch(() => undefined);
    throw error;
  }
}

class Refresh {
  readonly #old = new DigestSums();
  readonly #now = new DigestSums();
  #read = 0;

  constructor(
    readonly options: DigestRefreshOptions,
    readonly sink: DigestSink,
  ) {}

  /** Takes over what the log doesn't name; under a bulk write that is read again too. */
  async takeOver(): Promise<void> {
    const { digestFile, namespaces } = this.options;
    let from: NamespaceDigests | undefined;
    const kept = readDigestFile(digestFile, (trailer) => {
      from = trailer.from;
    });
    const queue = new WorkQueue(this.options);
    await queue.run(async () => {
      for await (const batch of digestBatches(kept)) {
        for (const { namespace, digest } of batch) this.#old.add(namespace, digest);
        await this.#takeBatch(batch, queue);
      }
    });
    const isOwn = areSame(this.#old.value(), namespaces) || (from !== undefined && areSame(from, namespaces));
    if (!isOwn) throw notOwn(digestFile);
  }

  async #takeBatch(batch: readonly KeptDigest[], queue: WorkQueue): Promise<void> {
    const namespace = batch[0]?.namespace ?? "";
    const touched = this.options.touched.get(namespace);
    const others = batch.filter(({ id }) => !touched?.ids.has(id));
    if (touched?.bulk) {
      const ids = others.map(({ id }) => id);
      return queue.add(() => this.#readAgain(namespace, ids));
    }
    for (const { id, digest } of others) await this.#take(namespace, id, digest);
  }

  async readTouched(): Promise<void> {
    const queue = new WorkQueue(this.options);
    await queue.run(async () => {
      for (const [namespace, { ids }] of this.options.touched) {
        for (const batch of fetchBatches([...ids])) await queue.add(() => this.#readAgain(namespace, batch));
      }
    });
  }

  async #readAgain(namespace: string, ids: readonly string[]): Promise<void> {
    for (const [id, record] of await fetchAll(this.options.podReader, namespace, ids)) {
      await this.#take(namespace, id, recordDigest(record));
    }
    this.#read += ids.length;
  }

  async #take(namespace: string, id: string, digest: bigint): Promise<void> {
    this.#now.add(namespace, digest);
    await this.sink.write(namespace, id, digest);
  }

  result(): DigestRefresh {
    return { namespaces: this.#now.value(), read: this.#read };
  }
}

function notOwn(path: string): PodshiftError {
  return new PodshiftError("DIGEST_FILE_BROKEN", `the digests in ${path} are those of another parity check`, {
    facts: { path },
    next: "run `pulumi up` again: it checks parity first",
  });
}

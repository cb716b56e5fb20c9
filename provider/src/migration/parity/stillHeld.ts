import { stopped } from "../../errors";
import type { IndexReader } from "../../pinecone/types";
import { fetchAll } from "./batches";
import { recordDigest } from "./digest";
import { digestBatches, type KeptDigest } from "./digestFile";
import { WorkQueue } from "./workQueue";

export interface StillHeldOptions {
  readonly pod: Pick<IndexReader, "fetch">;
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal;
  onProgress?(records: number): void;
}

/**
 * True when the pod index holds each of these records as it was: what was compared hours ago, and nobody watched since,
 * is equal still. Ends at the first that it doesn't.
 *
 * @throws STOPPED when the signal is aborted
 */
export async function areStillHeld(
  { pod, concurrency = 8, signal, onProgress }: StillHeldOptions,
  kept: AsyncIterable<KeptDigest>,
): Promise<boolean> {
  let held = true;
  let read = 0;
  const queue = new WorkQueue({ concurrency, ...(signal === undefined ? {} : { signal }) });
  const look = async (batch: readonly KeptDigest[]) => {
    const ids = batch.map(({ id }) => id);
    const found = await fetchAll(pod as IndexReader, batch[0]?.namespace ?? "", ids);
    held &&= batch.every(({ id, digest }) => {
      const record = found.get(id);
      return record !== undefined && recordDigest(record) === digest;
    });
    read += batch.length;
    onProgress?.(read);
  };
  try {
    await queue.run(async () => {
      for await (const batch of digestBatches(kept)) {
        if (!held) break;
        await queue.add(() => look(batch));
      }
    });
  } catch (error) {
    throw signal?.aborted ? stopped(error) : error;
  }
  return held;
}

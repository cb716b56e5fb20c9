import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IndexReader } from "../../pinecone/types";
import { foldBase, foldFrom } from "../catchUpFile";
import { askedAtOf } from "../collection";
import type { MigrationContext } from "../context";
import { FoldIndex } from "../fold/foldIndex";
import { overlaid } from "../fold/overlay";
import { Resolutions } from "../fold/resolutions";
import { pacedReader, RecordBudget } from "../parity/pacedReader";
import type { Between } from "./ways";

/**
 * The pod index with the log laid over it, as far as the serverless index holds the log: what `deferred` parity compares
 * the serverless index with. The position stands still as long as the caller holds the applier's lease.
 *
 * @param recordsPerSecond records of the pod index that counting reads in a second at most
 * @throws LOG_BROKEN when it isn't known any more what a bulk write touched
 */
export async function withFoldedPod<T>(
  { client, clock, signal }: MigrationContext,
  { pod, log }: Between,
  use: (pod: IndexReader) => Promise<T>,
  recordsPerSecond?: number,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-fold-"));
  try {
    const record = await log.control.read();
    const { position } = await foldFrom(log.store, askedAtOf(pod), record);
    const resolutions = new Resolutions(log.store, randomUUID);
    const index = await FoldIndex.of(
      { store: log.store, resolutions, fold: { folder }, from: foldBase(record), signal },
      position,
    );
    const reader = client.reader(pod.host);
    const counted =
      recordsPerSecond === undefined ? reader : pacedReader(reader, new RecordBudget(clock, recordsPerSecond), signal);
    try {
      return await use(overlaid(reader, index, { counted, signal }));
    } finally {
      index.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

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
import type { Between } from "./ways";

/**
 * The pod index with the log laid over it, as far as the serverless index holds the log: what `deferred` parity compares
 * the serverless index with. The position stands still as long as the caller holds the applier's lease.
 *
 * @throws LOG_BROKEN when it isn't known any more what a bulk write touched
 */
export async function withFoldedPod<T>(
  { client, signal }: MigrationContext,
  { pod, log }: Between,
  use: (pod: IndexReader) => Promise<T>,
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
    try {
      return await use(overlaid(client.reader(pod.host), index));
    } finally {
      index.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

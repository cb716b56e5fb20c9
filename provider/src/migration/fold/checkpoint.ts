import type { FoldPosition } from "./foldPosition";
import type { WriterStamps } from "./merge";
import type { RefusedBulk } from "./resolveBulk";

/** How far the index holds the log: plain JSON, saved after the effects that it records. */
export interface FoldCheckpoint {
  readonly v: 1;
  /** The log's id. */
  readonly log: string;
  readonly position: FoldPosition;
  /** Of each writer's last entry behind the position; left out by older versions, and where nothing was folded. */
  readonly stamps?: WriterStamps;
  /** Entries behind the position, for people. */
  readonly entries: number;
  /** Bulk writes behind the position whose filters were refused: they did nothing, which somebody must hear of. */
  readonly refused?: readonly RefusedBulk[];
}

/** Where checkpoints are kept. One that is lost or old costs time only: the end state is the same. */
export interface FoldCheckpoints {
  load(): Promise<FoldCheckpoint | undefined>;
  /** @param isBarrier the pass goes on behind it, and saves a later one */
  save(checkpoint: FoldCheckpoint, isBarrier: boolean): Promise<void>;
}

import type { LogStore } from "../../writeLog/store";
import { Fold, type FoldOptions } from "../fold/fold";
import { foldPlaced } from "../fold/foldIndex";
import type { FoldPosition } from "../fold/foldPosition";
import { Merge, type WriterEnds } from "../fold/merge";
import type { Resolutions } from "../fold/resolutions";
import type { FoldedRecord } from "../fold/spill";

export interface FoldLogDeps {
  readonly store: LogStore;
  readonly resolutions: Pick<Resolutions, "find">;
  readonly fold: FoldOptions;
  readonly signal?: AbortSignal;
}

/** What of the log is folded. */
export interface FoldedStretch {
  readonly writers: WriterEnds;
  readonly from: FoldPosition;
  readonly watermark: number;
}

/**
 * What the log says of each record, by the engine of one process; reads only. In no order, once each.
 *
 * @throws LOG_BROKEN, also when nothing was kept of a bulk entry
 */
export async function* foldLog(deps: FoldLogDeps, stretch: FoldedStretch): AsyncGenerator<FoldedRecord> {
  const { store, signal } = deps;
  const fold = new Fold(deps.fold);
  try {
    const merge = new Merge({ store, ...stretch, ...(signal === undefined ? {} : { signal }) });
    for await (const batch of merge.batches()) for (const placed of batch) await foldPlaced(deps, fold, placed);
    yield* fold.drain();
  } finally {
    fold.discard();
  }
}

import type { OpenLog } from "../writeLog/openLog";
import { takeApplier } from "./applier";
import { caughtUpTo, forgetCatchUp } from "./catchUpFile";
import type { MigrationContext } from "./context";

/** What was brought to the serverless index on top of the collection. */
export interface CaughtUp {
  /** True once something was: from then on it may hold fewer records than the collection, for some were deleted. */
  begun(): Promise<boolean>;
  /**
   * Called before it is made: an index that is made anew holds the collection and nothing else.
   *
   * @throws APPLIER_BUSY while another run brings writes to it
   */
  forget(): Promise<void>;
}

/** As the checkpoints in the log's store have it; undefined without a log. */
export function caughtUpIn(context: MigrationContext, log: OpenLog | undefined): CaughtUp | undefined {
  if (log === undefined) return undefined;
  return {
    begun: async () => {
      const record = await log.control.find();
      return record !== undefined && (await caughtUpTo(log.store, record)) !== undefined;
    },
    forget: async () => {
      // A `podshift catch-up --follow` would save its own checkpoint over it: only who holds the lease saves.
      const applier = await takeApplier(context, log);
      try {
        await forgetCatchUp(log.store, applier.options.run);
      } finally {
        await applier.handBack();
      }
    },
  };
}

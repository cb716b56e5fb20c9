import type { ApplierLease } from "../../writeLog/applierLease";
import type { Active } from "../../writeLog/control";
import { LogReader } from "../../writeLog/reader";
import { takeApplier } from "../applier";
import type { MigrationContext } from "../context";
import { backFromDeferred, foldWay } from "./deferredWay";
import { backWay, forwardWay } from "./mirroredWay";
import type { RunningWay, WayRequest } from "./runningWay";

export type { RunningWay, WaySummary } from "./runningWay";

/** The two indexes and the log between them. */
export type Between = Omit<WayRequest, "applier">;

/**
 * Takes the applier's lease, makes the way by which the index that is to serve gets the other's state, and uses it. The
 * lease is handed back only if nothing of this run may yet take effect: else the next one waits.
 *
 * @throws APPLIER_BUSY, and whatever `use` throws
 */
export async function onTheWay<T>(
  context: MigrationContext,
  between: Between,
  to: Active,
  use: (way: RunningWay, applier: ApplierLease) => Promise<T>,
): Promise<T> {
  const applier = await takeApplier(context, between.log);
  let way: RunningWay | undefined;
  try {
    way = await wayTo(to, context, { ...between, applier });
    return await use(way, applier);
  } finally {
    if (way === undefined || way.nothingUnknown()) await applier.handBack();
    else await applier.abandon();
    await way?.dispose();
  }
}

async function wayTo(to: Active, context: MigrationContext, request: WayRequest): Promise<RunningWay> {
  const { store, control } = request.log;
  const { writes } = await control.read();
  if (to === "serverless") return writes === "deferred" ? foldWay(context, request) : forwardWay(context, request);
  if (writes === "deferred") return backFromDeferred(context, request);
  return backWay(context, request, new LogReader(store, control), "switch");
}

import { PodshiftError } from "../../errors";
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
 * lease is handed back only if nothing of this run may yet take effect: else the next one waits. Who holds it can be sure
 * of the direction: no switch is made without it.
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
    // Asked only now: while this run waited for the lease, another may have switched.
    if ((await between.log.control.read()).active === to) way = refusing(way, to);
    return await use(way, applier);
  } finally {
    if (way === undefined || way.nothingUnknown()) await applier.handBack();
    else await applier.abandon();
    await way?.dispose();
  }
}

/** To the index that serves nothing is brought: what it holds is newer. */
function refusing(way: RunningWay, to: Active): RunningWay {
  const refuse = async (): Promise<never> => {
    throw new PodshiftError(
      "PHASE_NOT_ALLOWED",
      `traffic is on ${to} by now: nothing is brought to the index that serves`,
      {
        next: "another run has switched meanwhile; run `pulumi up` to see where the migration stands",
      },
    );
  };
  return { ...way, catchUp: refuse, follow: refuse, bring: refuse, lastRound: refuse };
}

async function wayTo(to: Active, context: MigrationContext, request: WayRequest): Promise<RunningWay> {
  const { store, control } = request.log;
  const { writes } = await control.read();
  if (to === "serverless") return writes === "deferred" ? foldWay(context, request) : forwardWay(context, request);
  if (writes === "deferred") return backFromDeferred(context, request);
  return backWay(context, request, new LogReader(store, control), "switch");
}

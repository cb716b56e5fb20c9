import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { ApplierLease } from "../writeLog/applierLease";
import { systemLeaseClock } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import type { MigrationContext } from "./context";
import { letImportEnd } from "./spread/import";

/** A run waits so long, in milliseconds, for another that writes to the same index; a killed one runs out before. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Takes the applier's lease for this run: nobody else writes to the index that doesn't serve.
 *
 * @throws APPLIER_BUSY
 */
export async function takeApplier(context: MigrationContext, log: OpenLog): Promise<ApplierLease> {
  const lease = await ApplierLease.take(
    {
      ...log,
      run: `${hostname().replace(/[^A-Za-z0-9-]/g, "-")}-${process.pid}-${randomUUID().slice(0, 8)}`,
      clock: context.clock,
      leaseClock: systemLeaseClock,
      signal: context.signal,
      onWait: (holder) => context.progress(`waiting for ${holder}, which writes to the same index`),
    },
    PATIENCE_MS,
  );
  try {
    await letImportEnd(context, log.store);
  } catch (error) {
    await lease.handBack();
    throw error;
  }
  return lease;
}

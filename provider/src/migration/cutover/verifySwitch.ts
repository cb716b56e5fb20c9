import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { isLogged } from "../loggedIds";
import { fetchAll, fetchBatches } from "../parity/batches";
import { differingField } from "../parity/compareRecords";
import type { Difference } from "../parity/report";
import type { TouchedRecords } from "../parity/touched";
import type { NamedIds } from "./way";

export interface VerifyDeps {
  /** The index that served before: nobody writes to it any more. */
  readonly before: IndexReader;
  /** The index that serves now. */
  readonly after: IndexReader;
  readonly named: NamedIds;
  /** Resolves once reads of the namespace show what was written to it. */
  fresh(namespace: string): Promise<unknown>;
  /** What the log names since the switch: such records have moved on. */
  writtenSince(): Promise<TouchedRecords>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A difference is asked again so often, so many milliseconds apart, before it counts: a read that lags is none. */
const ATTEMPTS = 4;
const SETTLE_MS = 500;

/**
 * Compares the records of the last round once more (design §7, step 6): what was brought over inside the fence had no
 * parity check behind it. Answers the differences that stayed.
 */
export async function verifySwitch(deps: VerifyDeps): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [namespace, ids] of deps.named) {
    if (ids.size === 0) continue;
    await deps.fresh(namespace);
    let suspects = await differing(deps, namespace, [...ids]);
    for (let attempt = 1; attempt < ATTEMPTS && suspects.length > 0; attempt += 1) {
      await deps.clock.sleep(SETTLE_MS, deps.signal);
      suspects = await differing(
        deps,
        namespace,
        suspects.map(({ id }) => id),
      );
    }
    differences.push(...suspects);
  }
  return differences;
}

async function differing(deps: VerifyDeps, namespace: string, ids: readonly string[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const batch of fetchBatches(ids)) {
    deps.signal.throwIfAborted();
    const [before, after] = await Promise.all([
      fetchAll(deps.before, namespace, batch),
      fetchAll(deps.after, namespace, batch),
    ]);
    for (const id of batch) {
      const [a, b] = [before.get(id), after.get(id)];
      if (a === undefined && b !== undefined) found.push({ kind: "extra", namespace, id });
      else if (a !== undefined && b === undefined) found.push({ kind: "missing", namespace, id });
      else if (a !== undefined && b !== undefined) {
        const field = differingField(a, b);
        if (field !== undefined) found.push({ kind: "different", namespace, id, field });
      }
    }
  }
  if (found.length === 0) return found;
  // Asked after the reads: a record that was written meanwhile has moved on.
  const since = await deps.writtenSince();
  return found.filter(({ id }) => !isLogged(since, namespace, id));
}

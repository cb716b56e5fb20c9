import type { IndexReader, StoredRecord } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import type { Segment } from "../../writeLog/segments";
import { fetchAll, fetchBatches } from "../parity/batches";
import { differenceOf, differingKeys } from "../parity/compareRecords";
import type { Difference } from "../parity/report";
import { haveMovedOn, type MovedOn, type Suspect } from "./movedOn";
import type { NamedIds } from "./way";

export interface VerifyDeps {
  /** The index that served before: nobody writes to it any more. */
  readonly before: IndexReader;
  /** The index that serves now. */
  readonly after: IndexReader;
  readonly named: NamedIds;
  /** Resolves once reads of the namespace show what was written to it. */
  fresh(namespace: string): Promise<unknown>;
  /** The log since the switch: records that were written have moved on. */
  since(): AsyncIterable<Segment>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What stayed. */
export interface Found {
  /** Nothing explains them. */
  readonly differences: readonly Difference[];
  /** A bulk write since may have deleted them, though it didn't find them just before. */
  readonly doubtful: readonly Difference[];
}

/** A difference is asked again so often, so many milliseconds apart, before it counts: a read that lags is none. */
const ATTEMPTS = 4;
const SETTLE_MS = 500;

/**
 * Compares the records of the last round once more (design §7, step 6): what was brought over inside the fence had no
 * parity check behind it. Answers the differences that stayed.
 */
export async function verifySwitch(deps: VerifyDeps): Promise<Found> {
  const differences: Difference[] = [];
  const doubtful: Difference[] = [];
  for (const [namespace, ids] of deps.named) {
    if (ids.size === 0) continue;
    await deps.fresh(namespace);
    const found = await asked(deps, namespace, [...ids]);
    differences.push(...found.differences);
    doubtful.push(...found.doubtful);
  }
  return { differences, doubtful };
}

async function asked(deps: VerifyDeps, namespace: string, ids: readonly string[]): Promise<Found> {
  let found = await differing(deps, namespace, ids);
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    const suspects = [...found.differences, ...found.doubtful];
    if (suspects.length === 0) break;
    await deps.clock.sleep(SETTLE_MS, deps.signal);
    found = await differing(
      deps,
      namespace,
      suspects.map(({ id }) => id),
    );
  }
  return found;
}

async function differing(deps: VerifyDeps, namespace: string, ids: readonly string[]): Promise<Found> {
  const found: Suspect[] = [];
  for (const batch of fetchBatches(ids)) {
    deps.signal.throwIfAborted();
    const [before, after] = await Promise.all([
      fetchAll(deps.before, namespace, batch),
      fetchAll(deps.after, namespace, batch),
    ]);
    for (const id of batch) found.push(...suspectsOf(namespace, id, before.get(id), after.get(id)));
  }
  if (found.length === 0) return { differences: [], doubtful: [] };
  // Asked after the reads: a record that was written meanwhile has moved on.
  const moved = await haveMovedOn(namespace, found, deps.since());
  const those = (is: MovedOn) => found.filter((_, at) => moved[at] === is).map(({ difference }) => difference);
  return { differences: those("no"), doubtful: those("perhaps") };
}

function suspectsOf(
  namespace: string,
  id: string,
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): Suspect[] {
  if (before === undefined) {
    const extra = { difference: { kind: "extra", namespace, id }, metadata: undefined, keys: undefined } as const;
    return after === undefined ? [] : [extra];
  }
  const difference = differenceOf(namespace, before, after);
  if (difference === undefined) return [];
  const metadata = before.metadata ?? {};
  const isOfMetadata = difference.part === "metadata";
  return [{ difference, metadata, keys: isOfMetadata ? differingKeys(metadata, after?.metadata ?? {}) : undefined }];
}

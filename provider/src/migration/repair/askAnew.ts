import type { StoredRecord } from "../../pinecone/types";
import type { Truth } from "../catchUp/ports";
import { BYTES_PER_KB, recordBytes, WRITE_MINIMUM } from "../cost/units";
import { fetchBatches } from "../parity/batches";
import { differingField, partOf } from "../parity/compareRecords";
import type { Difference } from "../parity/report";
import { WorkQueue } from "../parity/workQueue";

/** A record that was said to differ, as it is now. */
export interface Found {
  readonly namespace: string;
  readonly id: string;
  /** What differs now; left out when nothing does. */
  readonly difference?: Difference;
  /** Write units that setting it right takes, in a full batch; about. */
  readonly writeUnits: number;
}

export interface AskDeps {
  /** What the records are to be. */
  readonly truth: Truth;
  readonly serverless: Truth;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

type Place = Pick<Difference, "namespace" | "id">;

/** Asks both sides for each of these records, once each, and says what differs now. */
export async function askAnew(deps: AskDeps, places: readonly Place[]): Promise<Found[]> {
  const found: Found[] = [];
  const queue = new WorkQueue(deps);
  await queue.run(async () => {
    for (const [namespace, ids] of byNamespace(places)) {
      for (const batch of fetchBatches([...ids])) {
        await queue.add(async () => {
          const [a, b] = await Promise.all([
            deps.truth.fetch(namespace, batch),
            deps.serverless.fetch(namespace, batch),
          ]);
          for (const id of batch) found.push(foundOf(namespace, id, a.get(id), b.get(id)));
        });
      }
    }
  });
  return found;
}

/** Ids by namespace. */
export function byNamespace(places: Iterable<Place>): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { namespace, id } of places) {
    const ids = all.get(namespace) ?? new Set<string>();
    all.set(namespace, ids.add(id));
  }
  return all;
}

function foundOf(
  namespace: string,
  id: string,
  truth: StoredRecord | undefined,
  serverless: StoredRecord | undefined,
): Found {
  const difference = differenceOf(namespace, id, truth, serverless);
  if (difference === undefined) return { namespace, id, writeUnits: 0 };
  return { namespace, id, difference, writeUnits: kilobytes(truth) + kilobytes(serverless) };
}

function differenceOf(
  namespace: string,
  id: string,
  truth: StoredRecord | undefined,
  serverless: StoredRecord | undefined,
): Difference | undefined {
  if (truth === undefined) return serverless === undefined ? undefined : { kind: "extra", namespace, id };
  if (serverless === undefined) return { kind: "missing", namespace, id };
  const field = differingField(truth, serverless);
  return field === undefined ? undefined : { kind: "different", namespace, id, field, part: partOf(field) };
}

function kilobytes(record: StoredRecord | undefined): number {
  if (record === undefined) return 0;
  const { id, values, sparseValues, metadata = {} } = record;
  const parts = {
    idBytes: Buffer.byteLength(id),
    metadataBytes: Buffer.byteLength(JSON.stringify(metadata)),
    dimension: values.length,
    sparseValues: sparseValues?.indices.length ?? 0,
  };
  return recordBytes(parts) / BYTES_PER_KB;
}

/** Write units of so many KB in as few requests as there can be. */
export function aboutUnits(kilobytesWritten: number): number {
  return kilobytesWritten === 0 ? 0 : Math.max(WRITE_MINIMUM, Math.ceil(kilobytesWritten));
}

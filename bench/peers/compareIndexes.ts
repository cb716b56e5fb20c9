import { isDeepStrictEqual } from "node:util";
import type { Index } from "@pinecone-database/pinecone";

/** Ids of one fetch: they stand in the request's line. */
const FETCH = 100;

/** What an index holds of records that the other one holds, or should. */
export interface Compared {
  readonly equal: number;
  /** Only in the first one. */
  readonly missing: number;
  /** Only in the second one. */
  readonly extra: number;
  /** Of those in both: values, sparse values or metadata are not the same. */
  readonly different: number;
  /** Of those that differ: in which part. One record counts in several. */
  readonly parts: { readonly values: number; readonly sparseValues: number; readonly metadata: number };
}

type Fetched = Awaited<ReturnType<Index["fetch"]>>["records"];

/**
 * Compares two indexes by the official client alone, record by record: nothing of podshift's own parity check is in it.
 *
 * @param ids of each namespace, all that may be on either side
 * @param added metadata that the second one has beside that of the first, and that is not looked at
 */
export async function compareIndexes(
  first: Index,
  second: Index,
  ids: ReadonlyMap<string, readonly string[]>,
  added: readonly string[] = [],
): Promise<Compared> {
  const counts = { equal: 0, missing: 0, extra: 0, different: 0 };
  const parts = { values: 0, sparseValues: 0, metadata: 0 };
  for (const [namespace, all] of ids) {
    for (let at = 0; at < all.length; at += FETCH) {
      const asked = all.slice(at, at + FETCH);
      const [one, other] = await Promise.all([first, second].map((index) => fetchSome(index, namespace, asked)));
      for (const id of asked) {
        const [a, b] = [plain(one?.[id]), plain(other?.[id], added)];
        if (a === undefined && b === undefined) continue;
        if (a === undefined) counts.extra += 1;
        else if (b === undefined) counts.missing += 1;
        else if (isDeepStrictEqual(a, b)) counts.equal += 1;
        else {
          counts.different += 1;
          for (const part of partsOf(a, b)) parts[part] += 1;
        }
      }
    }
  }
  return { ...counts, parts };
}

/** How many records are not the same, whatever is wrong with them. */
export function differing({ missing, extra, different }: Compared): number {
  return missing + extra + different;
}

async function fetchSome(index: Index, namespace: string, ids: readonly string[]): Promise<Fetched> {
  return (await index.fetch({ namespace, ids: [...ids] })).records;
}

/** What is compared of a record. */
interface Plain {
  readonly values: readonly number[];
  readonly sparseValues: unknown;
  readonly metadata: object;
}

function plain(record: Fetched[string] | undefined, without: readonly string[] = []): Plain | undefined {
  if (record === undefined) return undefined;
  const { values = [], sparseValues, metadata = {} } = record;
  const kept = Object.entries(metadata).filter(([field]) => !without.includes(field));
  return { values: values.map(Math.fround), sparseValues, metadata: Object.fromEntries(kept) };
}

function partsOf(a: Plain, b: Plain): (keyof Compared["parts"])[] {
  return (["values", "sparseValues", "metadata"] as const).filter((part) => !isDeepStrictEqual(a[part], b[part]));
}

import { canonicalNamespace } from "../util/namespace";
import type { Range } from "./cost/range";
import { recordBytes } from "./cost/units";
import type { WorkloadConfig } from "./cost/workload";

interface DayOfTraffic {
  readonly queriesPerDay?: number;
  /** Records upserted, updated or deleted a day. */
  readonly writesPerDay?: number;
}

/** The traffic of an index as the stack file has it. */
export interface WorkloadSettings extends DayOfTraffic {
  /** By namespace; `""` and `__default__` are the default one. */
  readonly namespaces?: Readonly<Record<string, DayOfTraffic>>;
  /** Bytes of metadata a record, in the mean. */
  readonly metadataBytes?: number;
  /** Fetch requests a day, of up to ten records each; none when left out. */
  readonly fetchesPerDay?: number;
  /** Records that one write request carries, in the mean. */
  readonly recordsPerWrite?: number;
  /** Share of the writes that replace or change a record that is there already: 0 to 1. */
  readonly overwrites?: number;
  /** Bytes of one answer to a query, in the mean. */
  readonly answerBytes?: number;
}

/** Bytes of an id: from those of the vendor's examples to a UUID. Assumed. */
const ID_BYTES: Range = { low: 8, high: 36 };

/** What the cost is estimated from: sums over namespaces stand for what is not said for the whole index. */
export function workloadConfig(settings: WorkloadSettings): WorkloadConfig {
  const { namespaces = {}, queriesPerDay, writesPerDay, metadataBytes: _bytes, ...rest } = settings;
  const queriesOf = new Map<string, number>();
  for (const [name, { queriesPerDay: queries }] of Object.entries(namespaces)) {
    if (queries === undefined) continue;
    const canonical = canonicalNamespace(name);
    queriesOf.set(canonical, (queriesOf.get(canonical) ?? 0) + queries);
  }
  const writes = Object.values(namespaces).flatMap((each) => each.writesPerDay ?? []);
  const allWrites = writesPerDay ?? (writes.length === 0 ? undefined : writes.reduce((sum, each) => sum + each, 0));
  return {
    ...rest,
    ...(queriesPerDay === undefined ? {} : { queriesPerDay }),
    ...(allWrites === undefined ? {} : { writesPerDay: allWrites }),
    ...(queriesOf.size === 0 ? {} : { queriesByNamespace: Object.fromEntries(queriesOf) }),
  };
}

/** Bytes of a record where the metadata's are known; undefined otherwise. */
export function recordBytesOf({ metadataBytes }: WorkloadSettings, dimension: number): Range | undefined {
  if (metadataBytes === undefined) return undefined;
  const of = (idBytes: number) => recordBytes({ idBytes, metadataBytes, dimension });
  return { low: of(ID_BYTES.low), high: of(ID_BYTES.high) };
}

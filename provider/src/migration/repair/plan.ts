import { type Difference, MOST_NAMESPACES, type ParityReport, type Part } from "../parity/report";
import { aboutUnits, type Found } from "./askAnew";

/** What is to be done in one namespace. */
export interface NamespaceRepair {
  /** Canonical: "" is the default one. */
  readonly namespace: string;
  /** Records to upsert whole, as the pod index has them. */
  readonly missing: number;
  readonly different: number;
  /** Records to delete. */
  readonly extra: number;
  /** Equal by now. */
  readonly equal: number;
  /** Left alone: on their way by the log. */
  readonly inFlight: number;
  /** Left alone: a `deferred` bulk write makes it unknowable what they are to be. */
  readonly unknowable: number;
}

/** What a repair would do, or found to do. Plain JSON. */
export interface RepairPlan {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** When the check whose report it is had ended, ISO 8601. */
  readonly checkedAt: string;
  /** Records that were asked anew, of those that the report names. */
  readonly asked: number;
  readonly upsert: { readonly missing: number; readonly different: Readonly<Record<Part, number>> };
  readonly delete: number;
  readonly equal: number;
  readonly left: { readonly inFlight: number; readonly unknowable: number };
  /** Records that serverless lacks by count, and whose ids nobody knows: they can't be repaired. */
  readonly unnamed: number;
  /** On serverless, about. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** At most 1,000; those with most to do first. */
  readonly namespaces: readonly NamespaceRepair[];
  readonly namespacesLeftOut?: number;
  /** Up to five of each kind. */
  readonly examples: readonly Difference[];
}

/** Why a record that differs is left as it is. */
export type LeftWhy = "inFlight" | "unknowable";

const EXAMPLES = 5;
const RECORDS_PER_READ_UNIT = 10;

type Row = { -readonly [K in keyof NamespaceRepair]: NamespaceRepair[K] };

/** Sums up what was found, in memory that doesn't grow with the number of records. */
export class PlanSums {
  readonly #rows = new Map<string, Row>();
  readonly #parts: Record<Part, number> = { values: 0, sparseValues: 0, metadata: 0 };
  readonly #examples = new Map<Difference["kind"], Difference[]>();
  #kilobytes = 0;
  #asked = 0;

  add({ namespace, difference, writeUnits }: Found, left?: LeftWhy): void {
    const row = this.#row(namespace);
    this.#asked += 1;
    if (difference === undefined) row.equal += 1;
    else if (left !== undefined) row[left] += 1;
    else {
      row[difference.kind] += 1;
      if (difference.kind === "different") this.#parts[difference.part ?? "values"] += 1;
      this.#kilobytes += writeUnits;
      this.#example(difference);
    }
  }

  value({ podIndex, serverlessIndex, finishedAt }: ParityReport, unnamed: number): RepairPlan {
    const total = (key: Exclude<keyof Row, "namespace">) =>
      [...this.#rows.values()].reduce((sum, row) => sum + row[key], 0);
    const rows = [...this.#rows.values()].sort((a, b) => toDo(b) - toDo(a) || (a.namespace < b.namespace ? -1 : 1));
    const leftOut = rows.length - MOST_NAMESPACES;
    return {
      ...{ podIndex, serverlessIndex, checkedAt: finishedAt, asked: this.#asked },
      upsert: { missing: total("missing"), different: { ...this.#parts } },
      ...{ delete: total("extra"), equal: total("equal") },
      left: { inFlight: total("inFlight"), unknowable: total("unknowable") },
      unnamed,
      readUnits: Math.ceil(this.#asked / RECORDS_PER_READ_UNIT),
      writeUnits: aboutUnits(this.#kilobytes),
      namespaces: rows.slice(0, MOST_NAMESPACES),
      ...(leftOut > 0 ? { namespacesLeftOut: leftOut } : {}),
      examples: [...this.#examples.values()].flat(),
    };
  }

  #row(namespace: string): Row {
    const none = { missing: 0, different: 0, extra: 0, equal: 0, inFlight: 0, unknowable: 0 };
    const row = this.#rows.get(namespace) ?? { namespace, ...none };
    this.#rows.set(namespace, row);
    return row;
  }

  #example(difference: Difference): void {
    const alike = this.#examples.get(difference.kind) ?? [];
    this.#examples.set(difference.kind, alike);
    if (alike.length < EXAMPLES) alike.push(difference);
  }
}

/** True when a repair has nothing to write. */
export function isNothingToDo({ upsert, delete: deletes }: RepairPlan): boolean {
  return upserts(upsert) + deletes === 0;
}

/** Records to upsert. */
export function upserts({ missing, different }: RepairPlan["upsert"]): number {
  return missing + different.values + different.sparseValues + different.metadata;
}

function toDo({ missing, different, extra }: NamespaceRepair): number {
  return missing + different + extra;
}

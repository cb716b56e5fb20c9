import type { Metadata, MetadataValue } from "../../pinecone/types";

type Scalar = string | number | boolean;

/** A filter on one field: records whose value is one of these, or whose list has one of them. */
export interface FieldFilter {
  readonly field: string;
  readonly anyOf: readonly Scalar[];
  /** Drawn from a list: asked as `$in`, else as `$eq`. */
  readonly isList: boolean;
}

/** Longest text that is filtered by: longer ones are prose, which nobody filters by. */
const LONGEST_TEXT = 100;
/** Integers up to this are the same as float32, should one side filter by that. */
const LARGEST_NUMBER = 2 ** 24;
/** Fields of a record, and values of a list, that are considered: metadata may hold thousands. */
const MOST_FIELDS = 20;
const MOST_VALUES = 3;

/** The filter as the API takes it. */
export function asQuery({ field, anyOf, isList }: FieldFilter): object {
  return { [field]: isList ? { $in: anyOf } : { $eq: anyOf[0] } };
}

/** Whether a record is found by the filter: by type and value, a list by each of its values [indexing-overview]. */
export function matches({ field, anyOf }: FieldFilter, metadata: Metadata): boolean {
  const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (value === undefined) return false;
  return anyOf.some((each) => (Array.isArray(value) ? value.some((one) => one === each) : value === each));
}

/** Filters that a record can be found by, one a field. `filterable` are the fields that both sides index. */
export function filtersOf(metadata: Metadata, filterable: "all" | readonly string[]): FieldFilter[] {
  const fields = Object.keys(metadata).filter((field) => isUsable(field, filterable));
  return fields
    .sort()
    .flatMap((field) => filterBy(field, metadata[field]))
    .slice(0, MOST_FIELDS);
}

/** How often filters find a record, by namespace and filter. */
export class Popularity {
  readonly #found = new Map<string, number>();

  add(namespace: string, filters: readonly FieldFilter[]): void {
    for (const each of filters) this.#found.set(keyOf(namespace, each), this.of(namespace, each) + 1);
  }

  of(namespace: string, filter: FieldFilter): number {
    return this.#found.get(keyOf(namespace, filter)) ?? 0;
  }
}

function filterBy(field: string, value: MetadataValue | undefined): FieldFilter[] {
  if (!Array.isArray(value)) return isPlain(value) ? [{ field, anyOf: [value], isList: false }] : [];
  const anyOf = [...new Set(value.filter(isPlain))].slice(0, MOST_VALUES);
  return anyOf.length === 0 ? [] : [{ field, anyOf, isList: true }];
}

/** A field that starts with $ would be an operator. */
function isUsable(field: string, filterable: "all" | readonly string[]): boolean {
  if (field === "" || field.startsWith("$") || field === "__proto__") return false;
  return filterable === "all" || filterable.includes(field);
}

function isPlain(value: MetadataValue | undefined): value is Scalar {
  if (typeof value === "string") return value !== "" && value.length <= LONGEST_TEXT;
  return typeof value === "boolean" || (Number.isInteger(value) && Math.abs(value as number) <= LARGEST_NUMBER);
}

function keyOf(namespace: string, { field, anyOf }: FieldFilter): string {
  return JSON.stringify([namespace, field, anyOf]);
}

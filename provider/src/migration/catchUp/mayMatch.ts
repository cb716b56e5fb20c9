import type { Metadata, MetadataValue } from "../../pinecone/types";
import { superset } from "./resolve";

/**
 * False when a filter surely finds no record with this metadata, on pods or on serverless: whatever isn't `$eq` or `$in`
 * is taken as true.
 */
export function mayMatch(filter: unknown, metadata: Metadata): boolean {
  const wide = superset(filter, undefined);
  return wide === undefined || holds(wide, metadata);
}

/** @param filter as `superset` makes it: of `$and`, `$or`, `$eq` and `$in` alone */
function holds(filter: object, metadata: Metadata): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === "$and") return (value as readonly object[]).every((each) => holds(each, metadata));
    if (key === "$or") return (value as readonly object[]).some((each) => holds(each, metadata));
    const found = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return Object.values(value as Record<string, unknown>).every((operand) => isOneOf(found, operand));
  });
}

/** A list is found by each of its values. */
function isOneOf(found: MetadataValue | undefined, operand: unknown): boolean {
  const wanted: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const values: readonly unknown[] = Array.isArray(found) ? found : [found];
  return values.some((value) => wanted.includes(value));
}

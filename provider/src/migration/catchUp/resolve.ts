/** Operators that mean the same on pods and on serverless, also for records without the field and for lists. */
const SAME_ON_BOTH = new Set(["$eq", "$in"]);

/**
 * A filter that finds on the serverless side at least every record that `filter` can have found in the pod index: every
 * part that isn't `$eq` or `$in` on a filterable field is taken as true. `$and` drops such a part; an `$or` with one is
 * true. Undefined when nothing is left: then it may be any record.
 *
 * @param filterable fields that the serverless index can filter on; undefined: all
 */
export function superset(filter: unknown, filterable: ReadonlySet<string> | undefined): object | undefined {
  if (!isObject(filter)) return undefined;
  const parts = Object.entries(filter).flatMap(([key, value]) => partOf(key, value, filterable) ?? []);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { $and: parts };
}

function partOf(key: string, value: unknown, filterable: ReadonlySet<string> | undefined): object | undefined {
  if (key === "$and") return conjunction(value, filterable);
  if (key === "$or") return disjunction(value, filterable);
  if (key.startsWith("$") || (filterable !== undefined && !filterable.has(key))) return undefined;
  return condition(key, value);
}

function conjunction(value: unknown, filterable: ReadonlySet<string> | undefined): object | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts = value.flatMap((each) => superset(each, filterable) ?? []);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { $and: parts };
}

function disjunction(value: unknown, filterable: ReadonlySet<string> | undefined): object | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const parts = value.map((each) => superset(each, filterable));
  if (parts.some((each) => each === undefined)) return undefined;
  return { $or: parts };
}

function condition(field: string, value: unknown): object | undefined {
  if (isScalar(value)) return { [field]: { $eq: value } };
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).filter(
    ([operator, operand]) =>
      SAME_ON_BOTH.has(operator) && (operator === "$eq" ? isScalar(operand) : isListOfScalars(operand)),
  );
  return kept.length === 0 ? undefined : { [field]: Object.fromEntries(kept) };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isListOfScalars(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isScalar);
}

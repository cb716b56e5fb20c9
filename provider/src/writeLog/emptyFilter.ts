/**
 * True for a filter without a condition: `{}`, which is also what JSON makes of `{ id: undefined }`, and what comes to the
 * same inside of it. Read as a filter it finds every record; a bulk write with it was meant for few, and the service
 * refuses it.
 */
export function isEmptyFilter(filter: unknown): boolean {
  return isObject(filter) && Object.entries(filter).every(([key, value]) => saysNothing(key, value));
}

function saysNothing(key: string, value: unknown): boolean {
  if (key === "$and") return Array.isArray(value) && value.every(isEmptyFilter);
  if (key === "$or") return Array.isArray(value) && (value.length === 0 || value.some(isEmptyFilter));
  // `{ id: { $eq: undefined } }`, as JSON has it.
  return isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes that the log can hold. */
export const WRITES = ["upsert", "update", "deleteOne", "deleteMany", "deleteAll", "deleteNamespace"] as const;

export type WriteMethod = (typeof WRITES)[number];

/** Reads: they go to the index that serves, as they are. */
const READS = [
  "query",
  "fetch",
  "fetchByMetadata",
  "searchRecords",
  "listPaginated",
  "describeIndexStats",
  "listNamespaces",
  "describeNamespace",
  "listImports",
  "describeImport",
];

/**
 * What capture does with a method of the client. Anything that is in no list is refused: it may be a write that nobody
 * would notice.
 */
export function kindOf(method: string): "write" | "read" | "refused" {
  if (isWrite(method)) return "write";
  return READS.includes(method) ? "read" : "refused";
}

export function isWrite(method: string): method is WriteMethod {
  return (WRITES as readonly string[]).includes(method);
}

/** What a request of the data plane asks for. The names are those of metrics and log lines. */
const KINDS = {
  upsert: "write",
  update: "write",
  delete: "write",
  delete_namespace: "write",
  query: "read",
  fetch: "read",
  fetch_by_metadata: "read",
  list: "read",
  describe_index_stats: "read",
  list_namespaces: "read",
  describe_namespace: "read",
  search_records: "read",
  list_imports: "read",
  describe_import: "read",
  // Writes that the log can't hold.
  create_namespace: "refused",
  upsert_records: "refused",
  start_import: "refused",
  cancel_import: "refused",
  // Anything may be behind it.
  unknown: "refused",
} as const;

export type Operation = keyof typeof KINDS;
export type WriteOperation = { [K in Operation]: (typeof KINDS)[K] extends "write" ? K : never }[Operation];

export type Route =
  | { readonly kind: "write"; readonly operation: WriteOperation; readonly param: string }
  | { readonly kind: "read" | "refused"; readonly operation: Operation };

/** Method and path of the REST API (API definition 2026-04, and the other bindings of its proto); `*` is one segment. */
const REST: readonly (readonly [method: string, path: string, operation: Operation])[] = [
  ["POST", "/vectors/upsert", "upsert"],
  ["POST", "/vectors/update", "update"],
  ["POST", "/vectors/delete", "delete"],
  ["DELETE", "/namespaces/*", "delete_namespace"],
  ["POST", "/query", "query"],
  ["GET", "/vectors/fetch", "fetch"],
  ["POST", "/vectors/fetch_by_metadata", "fetch_by_metadata"],
  ["GET", "/vectors/list", "list"],
  ["POST", "/describe_index_stats", "describe_index_stats"],
  ["GET", "/describe_index_stats", "describe_index_stats"],
  ["GET", "/namespaces", "list_namespaces"],
  ["GET", "/namespaces/*", "describe_namespace"],
  ["POST", "/records/namespaces/*/search", "search_records"],
  ["GET", "/bulk/imports", "list_imports"],
  ["GET", "/bulk/imports/*", "describe_import"],
  ["POST", "/namespaces", "create_namespace"],
  ["POST", "/records/namespaces/*/upsert", "upsert_records"],
  ["POST", "/bulk/imports", "start_import"],
  ["DELETE", "/bulk/imports/*", "cancel_import"],
];

/** Methods of the gRPC service (db_data_2026-04.proto). */
const GRPC: Readonly<Record<string, Operation>> = {
  "/VectorService/Upsert": "upsert",
  "/VectorService/Update": "update",
  "/VectorService/Delete": "delete",
  "/VectorService/DeleteNamespace": "delete_namespace",
  "/VectorService/Query": "query",
  "/VectorService/Fetch": "fetch",
  "/VectorService/FetchByMetadata": "fetch_by_metadata",
  "/VectorService/List": "list",
  "/VectorService/DescribeIndexStats": "describe_index_stats",
  "/VectorService/ListNamespaces": "list_namespaces",
  "/VectorService/DescribeNamespace": "describe_namespace",
  "/VectorService/CreateNamespace": "create_namespace",
};

const EXACT = new Map(
  REST.filter(([, path]) => !path.includes("*")).map(([method, path, operation]) => [`${method} ${path}`, operation]),
);
const PATTERNS = REST.filter(([, path]) => path.includes("*")).map(
  ([method, path, operation]) => [method, path.split("/"), operation] as const,
);

/** What a REST request asks for. The path is compared as it was sent: what is spelled otherwise is not known. */
export function restRoute(method: string, path: string): Route {
  const exact = EXACT.get(`${method} ${path}`);
  if (exact !== undefined) return routeOf(exact, "");
  const segments = path.split("/");
  for (const [wanted, pattern, operation] of PATTERNS) {
    if (wanted !== method || pattern.length !== segments.length) continue;
    const param = segments[pattern.indexOf("*")] ?? "";
    if (isName(param) && pattern.every((part, at) => part === "*" || part === segments[at])) {
      return routeOf(operation, param);
    }
  }
  return routeOf("unknown", "");
}

export function grpcRoute(path: string): Route {
  return routeOf(Object.hasOwn(GRPC, path) ? (GRPC[path] ?? "unknown") : "unknown", "");
}

function routeOf(operation: Operation, param: string): Route {
  const kind = KINDS[operation];
  return kind === "write" ? { kind, operation: operation as WriteOperation, param } : { kind, operation };
}

/** One segment of a path as RFC 3986 (3.3) spells it. */
const SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

/**
 * What is spelled otherwise (a `#`, a backslash, bytes) may be another name on the other side. Dots would be taken for
 * folders by some servers, encoded slashes for others, and so lead elsewhere.
 */
function isName(segment: string): boolean {
  if (!SEGMENT.test(segment)) return false;
  try {
    const parts = decodeURIComponent(segment).split(/[/\\]/);
    return parts.every((part) => part !== "." && part !== "..");
  } catch {
    return false;
  }
}

/** An operation of the API definition 2026-04 and the answers that the definition documents for it. */
export interface Operation {
  readonly plane: "control" | "data";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly success: number;
  /** Refusals with a status of their own, without 401 and 5xx: those are documented for every operation. */
  readonly refusals: readonly number[];
}

const control = (
  method: Operation["method"],
  path: string,
  success: number,
  refusals: readonly number[],
): Operation => ({ plane: "control", method, path, success, refusals });

/** The data plane documents 400 and "4XX"; each is shown by one refusal of its own. */
const data = (method: Operation["method"], path: string, refusals: readonly number[], success = 200): Operation => ({
  plane: "data",
  method,
  path,
  success,
  refusals,
});

/** Every operation of the definition, by its operation id. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  list_indexes: control("GET", "/indexes", 200, []),
  create_index: control("POST", "/indexes", 201, [400, 402, 403, 404, 409, 422]),
  describe_index: control("GET", "/indexes/{index_name}", 200, [404]),
  delete_index: control("DELETE", "/indexes/{index_name}", 202, [403, 404, 412]),
  configure_index: control("PATCH", "/indexes/{index_name}", 202, [400, 402, 403, 404, 422]),
  list_index_backups: control("GET", "/indexes/{index_name}/backups", 200, [404]),
  create_backup: control("POST", "/indexes/{index_name}/backups", 201, [400, 402, 403, 422]),
  list_collections: control("GET", "/collections", 200, []),
  create_collection: control("POST", "/collections", 201, [400, 402, 403, 409, 422]),
  create_index_for_model: control("POST", "/indexes/create-for-model", 201, [400, 404, 409, 422]),
  list_project_backups: control("GET", "/backups", 200, []),
  describe_backup: control("GET", "/backups/{backup_id}", 200, [404]),
  delete_backup: control("DELETE", "/backups/{backup_id}", 202, [404, 412]),
  create_index_from_backup_operation: control(
    "POST",
    "/backups/{backup_id}/create-index",
    202,
    [400, 402, 403, 404, 409, 422],
  ),
  list_restore_jobs: control("GET", "/restore-jobs", 200, []),
  describe_restore_job: control("GET", "/restore-jobs/{job_id}", 200, [404]),
  describe_collection: control("GET", "/collections/{collection_name}", 200, [404]),
  delete_collection: control("DELETE", "/collections/{collection_name}", 202, [404]),
  listBulkImports: data("GET", "/bulk/imports", [400]),
  startBulkImport: data("POST", "/bulk/imports", [400]),
  describeBulkImport: data("GET", "/bulk/imports/{id}", [400, 404]),
  cancelBulkImport: data("DELETE", "/bulk/imports/{id}", [400, 404]),
  describeIndexStats: data("POST", "/describe_index_stats", [400]),
  queryVectors: data("POST", "/query", [400]),
  deleteVectors: data("POST", "/vectors/delete", [400, 404]),
  fetchVectors: data("GET", "/vectors/fetch", [400]),
  fetch_vectors_by_metadata: data("POST", "/vectors/fetch_by_metadata", [400]),
  listVectors: data("GET", "/vectors/list", [400]),
  updateVector: data("POST", "/vectors/update", [400]),
  upsertVectors: data("POST", "/vectors/upsert", [400, 403]),
  listNamespacesOperation: data("GET", "/namespaces", [400]),
  createNamespace: data("POST", "/namespaces", [400, 403, 409]),
  describeNamespace: data("GET", "/namespaces/{namespace}", [400, 404]),
  deleteNamespace: data("DELETE", "/namespaces/{namespace}", [400, 404]),
  upsertRecordsNamespace: data("POST", "/records/namespaces/{namespace}/upsert", [400], 201),
  searchRecordsNamespace: data("POST", "/records/namespaces/{namespace}/search", [400]),
};

/** Operations that need embedding by the service: all that the emulator says is 501. */
export const NOT_MODELLED = ["create_index_for_model", "upsertRecordsNamespace", "searchRecordsNamespace"];

/** Documented refusals that the emulator never gives by itself, and why. A fault can give none of them either. */
export const NEVER_GIVEN: Readonly<Record<number, string>> = { 402: "billing isn't modelled" };

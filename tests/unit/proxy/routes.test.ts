import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { grpcRoute, restRoute } from "../../../provider/src/proxy/routes";

const PROTO = join(__dirname, "../../../emulator/proto/vector_service.proto");

describe("routes", () => {
  const table: readonly (readonly [method: string, path: string, kind: string, operation: string])[] = [
    ["POST", "/vectors/upsert", "write", "upsert"],
    ["POST", "/vectors/update", "write", "update"],
    ["POST", "/vectors/delete", "write", "delete"],
    ["DELETE", "/namespaces/a%2Fb", "write", "delete_namespace"],
    ["DELETE", "/namespaces/a..b%20c%3F%23%C3%A9:@+~!", "write", "delete_namespace"],
    ["POST", "/query", "read", "query"],
    ["GET", "/vectors/fetch", "read", "fetch"],
    ["POST", "/vectors/fetch_by_metadata", "read", "fetch_by_metadata"],
    ["GET", "/vectors/list", "read", "list"],
    ["POST", "/describe_index_stats", "read", "describe_index_stats"],
    ["GET", "/describe_index_stats", "read", "describe_index_stats"],
    ["GET", "/namespaces", "read", "list_namespaces"],
    ["GET", "/namespaces/news", "read", "describe_namespace"],
    ["POST", "/records/namespaces/news/search", "read", "search_records"],
    ["GET", "/bulk/imports", "read", "list_imports"],
    ["GET", "/bulk/imports/7", "read", "describe_import"],
    ["POST", "/records/namespaces/news/upsert", "refused", "upsert_records"],
    ["POST", "/bulk/imports", "refused", "start_import"],
    ["DELETE", "/bulk/imports/7", "refused", "cancel_import"],
    ["POST", "/namespaces", "refused", "create_namespace"],
    ...[
      ["DELETE", "/vectors/delete"],
      ["GET", "/query"],
      ["PUT", "/vectors/upsert"],
      ["HEAD", "/namespaces"],
      ["POST", "/vectors/upsert/"],
      ["POST", "//vectors/upsert"],
      ["POST", "/vectors/%75psert"],
      ["POST", "/Vectors/upsert"],
      ["POST", "/x/../vectors/upsert"],
      ["DELETE", "/namespaces/"],
      ["DELETE", "/namespaces/.."],
      ["DELETE", "/namespaces/%2E%2e"],
      ["GET", "/namespaces/a/b"],
      ["DELETE", "/namespaces/a#b"],
      ["DELETE", "/namespaces/a\\b"],
      ["DELETE", "/namespaces/\u00e9"],
      ["DELETE", "/namespaces/%zz"],
      ["DELETE", "/namespaces/%ff"],
      ["DELETE", "/namespaces/a%2F..%2Fb"],
      ["DELETE", "/namespaces/a%2f%2e%2E"],
      ["DELETE", "/namespaces/a%5C..%5Cb"],
      ["POST", "/records/namespaces/..%2F..%2Fvectors%2Fdelete%3F/search"],
      ["POST", "/records/namespaces/../upsert"],
      ["POST", "/indexes"],
      ["GET", "/"],
      ["GET", "*"],
    ].map(([method = "", path = ""]) => [method, path, "refused", "unknown"] as const),
  ];
  for (const [method, path, kind, operation] of table) {
    it(`${method} ${path} is ${operation}`, () => {
      const route = restRoute(method, path);
      assert.deepEqual([route.kind, route.operation], [kind, operation]);
    });
  }

  it("knows every method of the service, and nothing else", () => {
    const methods = [...readFileSync(PROTO, "utf8").matchAll(/rpc (\w+)\(/g)].map(([, name]) => name ?? "");
    assert.ok(methods.length >= 12, `${methods.length}`);
    for (const name of methods) assert.notEqual(grpcRoute(`/VectorService/${name}`).operation, "unknown", name);
    for (const path of ["/VectorService/upsert", "/Other/Upsert", "/VectorService/constructor", "constructor", ""]) {
      assert.equal(grpcRoute(path).operation, "unknown");
    }
  });
});

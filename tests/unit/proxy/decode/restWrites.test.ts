import assert from "node:assert/strict";
import * as fc from "fast-check";
import { decodeRest } from "../../../../provider/src/proxy/decode/restWrites";
import { Refused } from "../../../../provider/src/proxy/refused";
import type { WriteOperation } from "../../../../provider/src/proxy/routes";
import { filters, ids, namespaces, records } from "../../../support/proxy/arbitrary";

const decode = (operation: WriteOperation, body: string, param = "") =>
  decodeRest(operation, param, Buffer.from(body)).bodies.map(plain);

/** Float32 arrays as plain ones. */
function plain(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, value instanceof Float32Array ? Array.from(value) : value]),
  );
}

const canonical = (ns: string) => (ns === "__default__" ? "" : ns);

describe("REST writes", () => {
  // It took the square of its length: minutes for this one.
  it("refuse a text without an end at once, however many quotes are in it", () => {
    assert.throws(() => decode("upsert", `{"id":"${'\\"'.repeat(250_000)}`), Refused);
  });

  const table: readonly (readonly [WriteOperation, string, readonly object[]])[] = [
    ["upsert", '{"vectors":[{"id":"a","values":[1,2.5]}]}', [{ ns: "", op: "upsert", id: "a", values: [1, 2.5] }]],
    ["upsert", '{"vectors":[{"id":"a","values":[]}],"namespace":null}', [{ ns: "", op: "upsert", id: "a" }]],
    [
      "upsert",
      '{"namespace":"n","vectors":[{"id":"a","sparseValues":{"indices":[4294967295],"values":[0.5]},"metadata":{"k":null}}]}',
      [{ ns: "n", op: "upsert", id: "a", sparse: { indices: [4_294_967_295], values: [0.5] }, md: { k: null } }],
    ],
    ["update", '{"id":"a","setMetadata":{"k":["x"]}}', [{ ns: "", op: "update", id: "a", md: { k: ["x"] } }]],
    [
      "upsert",
      '{"vectors":[{"id":"\\ud83d\\ude00\\n","values":[1]}]}',
      [{ ns: "", op: "upsert", id: "\u{1f600}\n", values: [1] }],
    ],
    ["update", '{"id":"a","dryRun":false}', [{ ns: "", op: "update", id: "a" }]],
    [
      "update",
      '{"filter":{"k":1},"setMetadata":{"k":2},"namespace":"__default__"}',
      [{ ns: "", op: "updateByFilter", filter: { k: 1 }, md: { k: 2 } }],
    ],
    ["delete", '{"ids":["a","b"],"deleteAll":false,"filter":null}', [{ ns: "", op: "delete", ids: ["a", "b"] }]],
    ["delete", '{"deleteAll":true,"ids":[],"namespace":"n"}', [{ ns: "n", op: "deleteAll" }]],
    ["delete", '{"filter":{"k":{"$in":["a"]}}}', [{ ns: "", op: "deleteByFilter", filter: { k: { $in: ["a"] } } }]],
  ];
  for (const [operation, body, bodies] of table) {
    it(`${operation} ${body}`, () => assert.deepEqual(decode(operation, body), bodies));
  }

  it("delete_namespace takes the name from the path", () => {
    assert.deepEqual(decode("delete_namespace", "", "a%20b%2Fc"), [{ ns: "a b/c", op: "deleteNamespace" }]);
    assert.deepEqual(decode("delete_namespace", "", "__default__"), [{ ns: "", op: "deleteNamespace" }]);
    assert.throws(() => decode("delete_namespace", "", "%ff"), Refused);
  });

  const vector = '"vectors":[{"id":"a","values":[1]}]';
  const refused: readonly (readonly [WriteOperation, string])[] = [
    ["upsert", ""],
    ["upsert", "[]"],
    ["upsert", "null"],
    ["upsert", "{}"],
    ["upsert", '{"vectors":[]}'],
    ["upsert", `{${vector},"other":1}`],
    ["upsert", `{${vector},${vector}}`],
    ["upsert", `{${vector},"namespace":1}`],
    ["upsert", `\ufeff{${vector}}`],
    ["upsert", '{"vectors":[{"values":[1]}]}'],
    ["upsert", '{"vectors":[{"id":"","values":[1]}]}'],
    ["upsert", '{"vectors":[{"id":7,"values":[1]}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":["1"]}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[NaN]}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[null]}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"sparse_values":{}}]}'],
    ["upsert", '{"vectors":[{"id":"a","\\u0069d":"b","values":[1]}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"metadata":{"k":1,"k" : 2}}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"metadata":{"__proto__":1}}]}'],
    ["upsert", '{"vectors":[{"id":"a","sparseValues":{"indices":[0.5],"values":[1]}}]}'],
    ["upsert", '{"vectors":[{"id":"a","sparseValues":{"indices":[-1],"values":[1]}}]}'],
    ["upsert", '{"vectors":[{"id":"a","sparseValues":{"indices":[4294967296],"values":[1]}}]}'],
    ["upsert", '{"vectors":[{"id":"\\ud800","values":[1]}]}'],
    ["upsert", `{${vector},"namespace":"a\\uDFFFb"}`],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"metadata":{"\\ud83d":1}}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"metadata":{"k":1e999}}]}'],
    ["upsert", '{"vectors":[{"id":"a","values":[1],"metadata":{"k":[1,-1e999]}}]}'],
    ["upsert", `{"vectors":[${'{"id":"a","values":[1]},'.repeat(10_000)}{"id":"a","values":[1]}]}`],
    ["delete", '{"filter":{"k":{"$lt":1e400}}}'],
    ["update", '{"setMetadata":{"k":1}}'],
    ["update", '{"id":"a","filter":{"k":1},"setMetadata":{"k":1}}'],
    ["update", '{"filter":{"k":1},"values":[1],"setMetadata":{"k":1}}'],
    ["update", '{"filter":{"k":1}}'],
    ["update", '{"filter":{"k":1},"setMetadata":{"k":1},"dryRun":true}'],
    ["update", '{"id":"a","setMetadata":[1]}'],
    ["update", '{"filter":{},"setMetadata":{"k":1}}'],
    ["delete", '{"filter":{}}'],
    ["delete", '{"filter":{"$and":[{}]}}'],
    ["delete", '{"filter":{"k":{}}}'],
    ["delete", "{}"],
    ["delete", '{"ids":[]}'],
    ["delete", '{"ids":["a"],"deleteAll":true}'],
    ["delete", '{"filter":{"k":1},"deleteAll":true}'],
    ["delete", '{"ids":["a",""]}'],
    ["delete", '{"ids":"a"}'],
    ["delete", '{"delete_all":true}'],
    ["delete", '{"deleteAll":"true"}'],
    ["delete", `{"filter":${'{"a":'.repeat(70)}1${"}".repeat(70)}}`],
  ];
  for (const [operation, body] of refused) {
    it(`refuse ${operation} ${body.slice(0, 90)}`, () => assert.throws(() => decode(operation, body), Refused));
  }

  it("refuse what is not UTF-8", () => {
    const bytes = Buffer.from('{"ids":["a_"]}');
    bytes[bytes.indexOf("_")] = 0xff;
    assert.throws(() => decodeRest("delete", "", bytes), Refused);
  });

  it("take what JSON.stringify of a client writes, whatever the records", () => {
    const request = fc.record({ vectors: fc.array(records, { minLength: 1, maxLength: 4 }), namespace: namespaces });
    fc.assert(
      fc.property(request, ({ vectors, namespace }) => {
        const bodies = decode("upsert", JSON.stringify({ vectors, namespace }, null, 2));
        const wanted = vectors.map(({ id, values, sparseValues, metadata }) => ({
          ...{ ns: canonical(namespace), op: "upsert", id, values: values.map((value) => value + 0) },
          ...(sparseValues === undefined
            ? {}
            : { sparse: { ...sparseValues, values: sparseValues.values.map((value) => value + 0) } }),
          ...(metadata === undefined ? {} : { md: JSON.parse(JSON.stringify(metadata)) }),
        }));
        assert.deepEqual(JSON.parse(JSON.stringify(bodies)), JSON.parse(JSON.stringify(wanted)));
      }),
      { numRuns: 100 },
    );
  });

  it("take deletes, whatever the ids and filters", () => {
    fc.assert(
      fc.property(ids, filters, namespaces, (some, filter, namespace) => {
        const ns = canonical(namespace);
        assert.deepEqual(decode("delete", JSON.stringify({ ids: some, namespace })), [{ ns, op: "delete", ids: some }]);
        const [found] = decode("delete", JSON.stringify({ filter, namespace }));
        assert.deepEqual(
          JSON.parse(JSON.stringify(found)),
          JSON.parse(JSON.stringify({ ns, op: "deleteByFilter", filter })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("refuse or take whatever bytes come, and never fail otherwise", () => {
    const operations = fc.constantFrom<WriteOperation>("upsert", "update", "delete", "delete_namespace");
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(operations, bodies, fc.string(), (operation, body, param) => {
        try {
          assert.ok(decodeRest(operation, param, body).bodies.length > 0);
        } catch (error) {
          assert.ok(error instanceof Refused, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});

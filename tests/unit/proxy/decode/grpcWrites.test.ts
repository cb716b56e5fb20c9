import assert from "node:assert/strict";
import * as fc from "fast-check";
import { decodeGrpc } from "../../../../provider/src/proxy/decode/grpcWrites";
import { Refused } from "../../../../provider/src/proxy/refused";
import type { WriteOperation } from "../../../../provider/src/proxy/routes";
import { struct } from "../../../integration/emulator/grpcClient";
import { filters, ids, metadatas, namespaces, records } from "../../../support/proxy/arbitrary";
import { decodedBy, encoded } from "../../../support/proxy/messages";

const TYPES: Readonly<Record<WriteOperation, string>> = {
  upsert: "UpsertRequest",
  update: "UpdateRequest",
  delete: "DeleteRequest",
  delete_namespace: "DeleteNamespaceRequest",
};
const decode = (operation: WriteOperation, message: Buffer) => json(decodeGrpc(operation, message).bodies);
const sent = (operation: WriteOperation, message: object) => decode(operation, encoded(TYPES[operation], message));

/** Float32 arrays as plain ones; -0 as JSON has it. */
function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (each instanceof Float32Array ? Array.from(each) : each)));
}

const canonical = (ns: string) => (ns === "__default__" ? "" : ns);
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** A field of bytes. */
function part(tag: number, content: Buffer): Buffer {
  const length: number[] = [];
  let left = content.length;
  for (; left > 0x7f; left >>= 7) length.push((left & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([tag, ...length, left]), content]);
}

describe("gRPC writes", () => {
  it("take upserts as protobufjs writes them, whatever the records", () => {
    fc.assert(
      fc.property(fc.array(records, { minLength: 1, maxLength: 4 }), namespaces, (some, namespace) => {
        const vectors = some.map(({ metadata, ...rest }) => ({
          ...rest,
          ...(metadata === undefined ? {} : { metadata: struct(metadata) }),
        }));
        const wanted = some.map(({ id, values, sparseValues, metadata }) => ({
          ...{ ns: canonical(namespace), op: "upsert", id, values },
          ...(sparseValues === undefined ? {} : { sparse: sparseValues }),
          ...(metadata === undefined ? {} : { md: metadata }),
        }));
        assert.deepEqual(sent("upsert", { vectors, namespace }), json(wanted));
      }),
      { numRuns: 100 },
    );
  });

  it("take updates and deletes, whatever they say", () => {
    fc.assert(
      fc.property(records, metadatas, filters, ids, namespaces, ({ id, values }, metadata, filter, some, namespace) => {
        const ns = canonical(namespace);
        const setMetadata = struct(metadata);
        assert.deepEqual(
          sent("update", { id, values, setMetadata, namespace }),
          json([{ ns, op: "update", id, values, md: metadata }]),
        );
        assert.deepEqual(
          sent("update", { filter: struct(filter), setMetadata, namespace, dryRun: false }),
          json([{ ns, op: "updateByFilter", filter, md: metadata }]),
        );
        assert.deepEqual(sent("delete", { ids: some, namespace }), [{ ns, op: "delete", ids: some }]);
        assert.deepEqual(
          sent("delete", { filter: struct(filter), namespace }),
          json([{ ns, op: "deleteByFilter", filter }]),
        );
        assert.deepEqual(sent("delete", { deleteAll: true, namespace }), [{ ns, op: "deleteAll" }]);
      }),
      { numRuns: 100 },
    );
  });

  it("take a namespace's deletion", () => {
    assert.deepEqual(sent("delete_namespace", { namespace: "n" }), [{ ns: "n", op: "deleteNamespace" }]);
    assert.throws(() => sent("delete_namespace", {}), Refused);
  });

  // Fields by hand: tag, length, content. 0a = field 1 bytes, 15 = field 2 fixed32, 12 = field 2 bytes.
  it("take floats one by one, and in several packs", () => {
    const unpacked = hex("0a 0d 0a 01 61  15 00 00 80 3f  15 00 00 00 40");
    assert.deepEqual(decode("upsert", unpacked), [{ ns: "", op: "upsert", id: "a", values: [1, 2] }]);
    const packs = hex("0a 13 0a 01 61  12 04 00 00 80 3f  12 08 00 00 00 40 00 00 40 40");
    assert.deepEqual(decode("upsert", packs), [{ ns: "", op: "upsert", id: "a", values: [1, 2, 3] }]);
  });

  it("take metadata with nulls, lists and structs", () => {
    const metadata = { n: null, list: ["a", true, 1], deep: { x: { y: "z" } }, empty: [] };
    const [body] = sent("upsert", { vectors: [{ id: "a", values: [1], metadata: struct(metadata) }] }) as object[];
    assert.deepEqual(body, { ns: "", op: "upsert", id: "a", values: [1], md: metadata });
  });

  const refused: Readonly<Record<string, readonly [WriteOperation, string]>> = {
    "an unknown field": ["upsert", "0a 06 0a 01 61 2a 01 62"],
    "an unknown field at the top": ["delete", "0a 01 61 28 01"],
    "a group": ["delete", "0a 01 61 2b 2c"],
    "a field of number 0": ["delete", "02 01 61"],
    "an id twice": ["upsert", "0a 06 0a 01 61 0a 01 62"],
    "a namespace twice": ["delete", "0a 01 61 1a 01 6e 1a 01 6d"],
    "a text that is not UTF-8": ["delete", "0a 01 ff"],
    "an overlong encoding": ["delete", "0a 02 c0 80"],
    "a length beyond the end": ["delete", "0a 7f 61"],
    "an unfinished varint": ["delete", "0a ff"],
    "an endless varint": ["delete", "0a ff ff ff ff ff ff ff ff ff ff 01"],
    "floats of three bytes": ["upsert", "0a 08 0a 01 61 12 03 00 00 80"],
    "an id in another form": ["delete", "08 01"],
    "a value of two kinds": ["delete", "22 0e 0a 0c 0a 01 6b 12 07 1a 01 61 1a 01 62"],
    "no record": ["upsert", ""],
    "no id": ["upsert", "0a 06 12 04 00 00 80 3f"],
    "neither ids nor all nor filter": ["delete", ""],
    "a delete by an empty filter": ["delete", "22 00"],
    "an update by an empty filter": ["update", "1a 09 0a 07 0a 01 6b 12 02 20 01 32 00"],
    "ids and all": ["delete", "0a 01 61 10 01"],
    "an empty id": ["delete", "0a 00"],
    "a dry run": ["update", "0a 01 61 38 01"],
  };
  for (const [what, [operation, bytes]] of Object.entries(refused)) {
    it(`refuse ${what}`, () => assert.throws(() => decode(operation, hex(bytes)), Refused));
  }

  it("refuse more records or ids than any service takes, before all are made", () => {
    assert.throws(() => decode("upsert", Buffer.from("0a030a0161".repeat(10_001), "hex")), /more than 10000/);
    assert.throws(() => decode("delete", Buffer.from("0a0161".repeat(10_001), "hex")), /more than 10000/);
    assert.equal((decode("upsert", Buffer.from("0a030a0161".repeat(10_000), "hex")) as object[]).length, 10_000);
  });

  it("refuse numbers that JSON doesn't have, keys that come twice, and endless nesting", () => {
    const filter = { fields: { k: { numberValue: Number.NaN } } };
    assert.throws(() => sent("delete", { filter }), Refused);
    const field = hex("0a 07 0a 01 6b 12 02 20 01");
    const twice = Buffer.concat([field, field]);
    assert.throws(() => decode("delete", Buffer.concat([hex("22"), Buffer.from([twice.length]), twice])), Refused);
    let deep: Buffer = Buffer.alloc(0);
    // struct { fields: 1 { key: 1 "k", value: 2 { structValue: 5 ... } } }
    for (let at = 0; at < 2_000; at += 1)
      deep = part(0x0a, Buffer.concat([hex("0a 01 6b"), part(0x12, part(0x2a, deep))]));
    assert.throws(() => decode("delete", part(0x22, deep)), Refused);
  });

  it("refuse bytes, or read them as a protobuf library does", () => {
    const valid = encoded("UpsertRequest", {
      vectors: [
        { id: "abc", values: [1, 2], metadata: struct({ k: "v", n: 1 }), sparseValues: { indices: [1], values: [2] } },
      ],
      namespace: "ns",
    });
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length)).map(([at, byte, length]) => {
      const copy = Buffer.from(valid.subarray(0, Math.max(length, at + 1)));
      copy[at] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 40 }).map(Buffer.from)), (bytes) => {
        let bodies: readonly object[];
        try {
          bodies = decode("upsert", bytes) as object[];
        } catch (error) {
          assert.ok(error instanceof Refused, String(error));
          return;
        }
        const { vectors = [], namespace = "" } = decodedBy("UpsertRequest", bytes) as {
          vectors?: { id: string }[];
          namespace?: string;
        };
        assert.deepEqual(
          bodies.map((body) => [Reflect.get(body, "id"), Reflect.get(body, "ns")]),
          vectors.map(({ id }) => [id, canonical(namespace)]),
        );
      }),
      { numRuns: 600 },
    );
  });
});

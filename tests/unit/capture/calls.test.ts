import assert from "node:assert/strict";
import { readCall } from "../../../provider/src/capture/calls";
import type { WriteMethod } from "../../../provider/src/capture/methods";

describe("readCall", () => {
  const refused: ReadonlyArray<readonly [WriteMethod, ...unknown[]]> = [
    ["upsert"],
    ["upsert", []],
    ["upsert", { records: [] }],
    ["upsert", { records: [{ values: [1] }] }],
    ["upsert", { records: [{ id: "", values: [1] }] }],
    ["upsert", { records: [{ id: 7, values: [1] }] }],
    ["upsert", { records: [{ id: "a", values: "text" }] }],
    ["upsert", { records: [{ id: "a", values: [1], sparseValues: { indices: [0.5], values: [1] } }] }],
    ["upsert", { records: [{ id: "a", values: [1] }], namespace: 7 }],
    ["upsert", { records: [{ id: "a", values: [1] }], dryRun: true }],
    ["update", { metadata: { x: 1 } }],
    ["update", { filter: { x: 1 }, values: [1], metadata: { x: 1 } }],
    ["update", { id: "a", filter: { x: 1 }, metadata: { x: 1 } }],
    ["deleteOne", "a"],
    ["deleteMany", {}],
    ["deleteMany", { ids: [] }],
    ["deleteMany", { ids: ["a"], filter: { x: 1 } }],
    ["deleteMany", ["a"]],
    ["deleteAll", { everything: true }],
    ["deleteNamespace"],
  ];
  // As numbers these are 0, 1 and 5: a record of deferred writes that nobody sent.
  for (const value of [null, true, "", "0.5", [5]]) {
    it(`refuses ${JSON.stringify(value)} among values`, () => {
      for (const record of [{ values: [0.1, value] }, { sparseValues: { indices: [1, 2], values: [0.1, value] } }]) {
        const args = [{ records: [{ id: "a", ...record }] }];
        assert.throws(() => readCall("options", "upsert", args, ""), { code: "CAPTURE_UNSUPPORTED" });
        assert.throws(() => readCall("options", "update", [{ id: "a", ...record }], ""), {
          code: "CAPTURE_UNSUPPORTED",
        });
      }
    });
  }

  for (const [method, ...args] of refused) {
    it(`refuses ${method}(${args.map((each) => JSON.stringify(each)).join(", ")})`, () => {
      assert.throws(() => readCall("options", method, args, ""), { code: "CAPTURE_UNSUPPORTED" });
    });
  }

  const positional: ReadonlyArray<readonly [WriteMethod, ...unknown[]]> = [
    ["upsert", []],
    ["upsert", { records: [{ id: "a", values: [1] }] }],
    ["deleteOne", { id: "a" }],
    ["deleteMany", []],
    ["deleteMany", [7]],
    ["deleteMany"],
  ];
  for (const [method, ...args] of positional) {
    it(`refuses ${method}(${args.map((each) => JSON.stringify(each)).join(", ")}) of an older client`, () => {
      assert.throws(() => readCall("positional", method, args, ""), { code: "CAPTURE_UNSUPPORTED" });
    });
  }

  it("refuses a filter that touches more records once it is JSON", () => {
    const filters = [{}, { a: undefined }, { a: 1, b: undefined }, { $and: [{ a: 1 }, { b: { $eq: undefined } }] }];
    for (const filter of filters) {
      const calls = [
        ["options", "deleteMany", { filter }],
        ["options", "update", { filter, metadata: { x: 1 } }],
        ["positional", "deleteMany", filter],
      ] as const;
      for (const [dialect, method, options] of calls) {
        assert.throws(() => readCall(dialect, method, [options], ""), { code: "CAPTURE_UNSUPPORTED" });
      }
    }
  });

  it("takes an object for a filter as the older clients do", () => {
    const { bodies, args } = readCall("positional", "deleteMany", [{ ids: ["a"] }], "n");
    assert.deepEqual(bodies, [{ ns: "n", op: "deleteByFilter", filter: { ids: ["a"] } }]);
    assert.deepEqual(args, [{ ids: ["a"] }]);
  });

  it("lets the call's namespace win over the index's, and null and undefined not", () => {
    const ns = (namespace: unknown) => readCall("options", "deleteAll", [{ namespace }], "own").ns;
    assert.deepEqual(["n", "", "__default__", undefined, null].map(ns), ["n", "", "", "own", "own"]);
  });

  it("leaves what it is given as it is, and keeps nothing of it", () => {
    const record = { id: "a", values: [1], sparseValues: { indices: [2], values: [0.5] }, metadata: { k: "x" } };
    const given = { records: [record], namespace: "n" };
    const before = structuredClone(given);
    const { args, bodies } = readCall("options", "upsert", [given], "");
    assert.deepEqual(given, before);
    assert.deepEqual(args, [before]);
    record.values[0] = 9;
    record.sparseValues.values[0] = 9;
    record.metadata.k = "other";
    assert.deepEqual(args, [before]);
    assert.deepEqual(bodies, [
      {
        ns: "n",
        op: "upsert",
        id: "a",
        values: Float32Array.from([1]),
        sparse: { indices: [2], values: [0.5] },
        md: { k: "x" },
      },
    ]);
  });

  const tagged: ReadonlyArray<readonly [WriteMethod, (metadata: object) => object]> = [
    ["upsert", (metadata) => ({ records: [{ id: "a", values: [1], metadata }] })],
    ["update", (metadata) => ({ id: "a", metadata })],
    ["update", (metadata) => ({ filter: { k: "x" }, metadata })],
  ];
  for (const [method, options] of tagged) {
    const given = (tags: string[]) => [options({ tags, k: "x" })];
    it(`keeps no list of the caller's metadata: ${method}(${JSON.stringify(given(["red"]))})`, () => {
      const tags = ["red"];
      const { args, bodies } = readCall("options", method, given(tags), "");
      tags[0] = "blue";
      assert.deepEqual(args, given(["red"]));
      assert.deepEqual(Reflect.get(bodies[0] ?? {}, "md"), { tags: ["red"], k: "x" });
    });
  }
});

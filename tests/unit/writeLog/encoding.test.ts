import assert from "node:assert/strict";
import fc from "fast-check";
import { PodshiftError } from "../../../provider/src/errors";
import { decodeLine, encodeEntry, encodeSeal, isSeal } from "../../../provider/src/writeLog/encoding";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { entry } from "../../support/writeLog/arbitraryEntries";

const HEAD = { v: 1, t: 1_764_104_000_000, n: 0, w: "app.1", e: 3, ns: "" } as const;

/** What a reader gets for what was written: dense values always as float32. */
function asRead(written: Entry): Entry {
  if (written.op !== "upsert" && written.op !== "update") return written;
  const { values, sparse } = written;
  return {
    ...written,
    ...(values === undefined ? {} : { values: Float32Array.from(values) }),
    ...(sparse === undefined ? {} : { sparse: { ...sparse, values: Array.from(Float32Array.from(sparse.values)) } }),
  };
}

const bits = (values: readonly number[] | Float32Array | undefined) =>
  Buffer.from(Float32Array.from(values ?? []).buffer).toString("hex");

describe("encoding of entries", () => {
  it("gives back every operation as it was", () => {
    fc.assert(
      fc.property(entry, (written) => {
        const line = encodeEntry(written);
        assert.ok(!line.includes("\n"));
        const read = decodeLine(line);
        assert.ok(!isSeal(read));
        assert.deepEqual(read, asRead(written));
        if (read.op === "upsert" && written.op === "upsert") assert.equal(bits(read.values), bits(written.values));
      }),
      { numRuns: 400 },
    );
  });

  it("keeps every bit of a float32: -0, the smallest, the largest", () => {
    const values = Float32Array.from([-0, 2 ** -149, 3.4028234663852886e38, 1 / 3, -1 / 3]);
    const read = decodeLine(encodeEntry({ ...HEAD, op: "upsert", id: "a", values }));
    assert.ok(!isSeal(read) && read.op === "upsert");
    assert.equal(bits(read.values), bits(values));
  });

  it("leaves metadata and filters alone that have the format's own keys", () => {
    const md = { v: 1, values: ["a"], indices: ["b"], c: "d", seal: true };
    for (const body of [
      { op: "upsert", id: "a", md },
      { op: "updateByFilter", filter: { v: 1, values: { $in: ["a"] } }, md },
    ] as const) {
      assert.deepEqual(decodeLine(encodeEntry({ ...HEAD, ...body })), { ...HEAD, ...body });
    }
  });

  it("writes the line that docs/write-log.md shows", () => {
    assert.equal(
      encodeEntry({ ...HEAD, op: "upsert", id: "a", values: [1, 0.5], md: { year: 2024 } }),
      '{"v":1,"t":1764104000000,"n":0,"w":"app.1","e":3,"ns":"","op":"upsert","id":"a","values":"AACAPwAAAD8=","md":{"year":2024},"c":"29ea7cd7"}',
    );
  });

  for (const values of [[Number.NaN], [Number.POSITIVE_INFINITY], [1e39]]) {
    it(`refuses ${values} as a value: no float32 of a record is it`, () => {
      for (const body of [{ values }, { sparse: { indices: [1], values } }]) {
        assert.throws(
          () => encodeEntry({ ...HEAD, op: "upsert", id: "a", ...body }),
          (error) => error instanceof PodshiftError && error.code === "ENTRY_INVALID",
        );
      }
    });
  }

  it("refuses metadata that JSON has no number for", () => {
    assert.throws(
      () => encodeEntry({ ...HEAD, op: "update", id: "a", md: { x: Number.NaN } }),
      (error) => error instanceof PodshiftError && error.code === "ENTRY_INVALID",
    );
  });

  it("tells a seal from an entry", () => {
    const seal = decodeLine(encodeSeal("app.1"));
    assert.ok(isSeal(seal));
    assert.equal(seal.w, "app.1");
    const named = decodeLine(encodeEntry({ ...HEAD, op: "upsert", id: "a", md: { seal: true } }));
    assert.ok(!isSeal(named));
  });

  it("refuses an operation that it doesn't know: as a bulk write it would delete what it never named", () => {
    for (const op of ["upsertMany", "constructor", undefined]) {
      const line = encodeEntry({ ...HEAD, op, ids: ["a"] } as unknown as Entry);
      assert.throws(() => decodeLine(line), {
        code: "LOG_BROKEN",
        facts: { why: "its operation is not known to this podshift" },
      });
    }
  });

  it("refuses a version that it doesn't know", () => {
    const line = encodeEntry({ ...HEAD, v: 2 } as unknown as Entry);
    assert.throws(
      () => decodeLine(line),
      (error) => error instanceof PodshiftError && error.code === "LOG_BROKEN",
    );
  });
});

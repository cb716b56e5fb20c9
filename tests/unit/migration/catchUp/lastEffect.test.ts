import assert from "node:assert/strict";
import { showsEffect } from "../../../../provider/src/migration/catchUp/lastEffect";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";

const entry = (body: EntryBody): Entry => ({ v: 1, t: 1, n: 0, w: "a", e: 1, ns: "", ...body });
const x: StoredRecord = { id: "x", values: [0.5, 1], metadata: { color: "red", tags: ["a"] } };

describe("showsEffect", () => {
  const cases: ReadonlyArray<readonly [body: EntryBody, record: StoredRecord | undefined, shows: boolean]> = [
    [{ op: "upsert", id: "x", values: [0.5, 1], md: { color: "red", tags: ["a"] } }, x, true],
    [{ op: "upsert", id: "x", values: [0.5, 1], md: { color: "red" } }, x, false],
    [{ op: "upsert", id: "x", values: [0.5, 2], md: { color: "red", tags: ["a"] } }, x, false],
    [{ op: "upsert", id: "x", values: [0.5, 1] }, undefined, false],
    [{ op: "update", id: "x", md: { color: "red" } }, x, true],
    [{ op: "update", id: "x", md: { color: "blue" } }, x, false],
    [{ op: "update", id: "x", values: [0.5, 1] }, x, true],
    [{ op: "update", id: "x", values: [1, 1] }, x, false],
    [{ op: "update", id: "x", sparse: { indices: [1], values: [1] } }, x, false],
    [{ op: "update", id: "x", md: { color: "red" } }, undefined, false],
    [{ op: "delete", ids: ["x"] }, undefined, true],
    [{ op: "delete", ids: ["x"] }, x, false],
  ];
  for (const [body, record, shows] of cases) {
    const state = record === undefined ? "no record" : "the record";
    it(`${JSON.stringify(body)}: ${shows ? "shown" : "not shown"} by ${state}`, () => {
      assert.equal(showsEffect(entry(body), record), shows);
    });
  }
});

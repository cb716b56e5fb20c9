import assert from "node:assert/strict";
import type { SegmentSource } from "../../../provider/src/migration/catchUp/ports";
import { namedInLog } from "../../../provider/src/migration/loggedIds";
import type { Entry, EntryBody } from "../../../provider/src/writeLog/entry";

const entry = (ns: string, body: EntryBody): Entry => ({ v: 1, t: 1, n: 0, w: "w.1", e: 1, ns, ...body });
const logOf = (...entries: Entry[]): SegmentSource => ({
  read: async function* () {
    yield { w: "w.1", number: 0, entries, sealed: false, torn: false, bytes: 1 };
  },
});

describe("namedInLog", () => {
  const written = [
    entry("", { op: "upsert", id: "a", values: [1] }),
    entry("", { op: "delete", ids: ["b", "c"] }),
    entry("news", { op: "upsert", id: "d", values: [1] }),
  ];

  it("answers those of the ids that entries of the namespace name", async () => {
    assert.deepEqual(await namedInLog(logOf(...written), "", ["a", "c", "d"]), new Set(["a", "c"]));
    assert.deepEqual(await namedInLog(logOf(...written), "elsewhere", ["a"]), new Set());
  });

  it("answers all of them once a bulk write of the namespace may have touched any", async () => {
    const bulk = entry("", { op: "deleteByFilter", filter: { at: 1 } });
    assert.deepEqual(await namedInLog(logOf(...written, bulk), "", ["x", "y"]), new Set(["x", "y"]));
    assert.deepEqual(await namedInLog(logOf(...written, bulk), "news", ["x"]), new Set());
  });
});

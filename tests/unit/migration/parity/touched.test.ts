import assert from "node:assert/strict";
import { touchedBetween, touchedSince } from "../../../../provider/src/migration/parity/touched";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";
import type { Position } from "../../../../provider/src/writeLog/position";
import type { LogReader } from "../../../../provider/src/writeLog/reader";

const entry = (ns: string, body: EntryBody): Entry => ({ v: 1, t: 1, n: 0, w: "w", e: 1, ns, ...body });

describe("records that the log names since a position", () => {
  it("are the ids of each namespace, kept beside its bulk writes", async () => {
    const asked: Position[] = [];
    const log: Pick<LogReader, "read"> = {
      async *read(from) {
        asked.push(from);
        yield segmentOf([
          entry("", { op: "upsert", id: "a" }),
          entry("b", { op: "deleteByFilter", filter: {}, found: ["f"] }),
        ]);
        yield segmentOf([
          entry("b", { op: "update", id: "c" }),
          entry("", { op: "delete", ids: ["a", "d"] }),
          entry("c", { op: "deleteAll" }),
        ]);
      },
    };
    const touched = await touchedSince(log, { w: 3 });
    assert.deepEqual(asked, [{ w: 3 }]);
    assert.deepEqual(
      touched,
      new Map([
        ["", { ids: new Set(["a", "d"]), bulk: false }],
        ["b", { ids: new Set(["f", "c"]), bulk: true }],
        ["c", { ids: new Set(), bulk: true }],
      ]),
    );
  });

  it("end where the other position is; a writer that came later has nothing before it", async () => {
    const log: Pick<LogReader, "read"> = {
      async *read() {
        for (const number of [0, 1]) yield segmentOf([entry("", { op: "upsert", id: `w-${number}` })], "w", number);
        yield segmentOf([entry("", { op: "upsert", id: "later" })], "v", 0);
      },
    };
    assert.deepEqual([...((await touchedBetween(log, {}, { w: 1 })).get("")?.ids ?? [])], ["w-0"]);
    assert.equal((await touchedBetween(log, {}, undefined)).get("")?.ids.size, 3);
  });
});

function segmentOf(entries: Entry[], w = "w", number = 0) {
  return { w, number, entries, sealed: false, torn: false, bytes: 0 };
}

import assert from "node:assert/strict";
import { Reverse, Touched, touchedSince } from "../../../../provider/src/migration/catchUp/reverse";
import { Rounds } from "../../../../provider/src/migration/catchUp/rounds";
import { beginReverse, beginState } from "../../../../provider/src/migration/catchUp/state";
import { FakeRound, record } from "./fakeRound";

/** A rollback that begins at the log's start; `pod` of the fake is the index that serves. */
function rollbackOf(at: FakeRound, recent: Record<string, string[]> = {}) {
  const freshness = { fresh: async (ns: string) => void at.events.push(`fresh ${ns}`) };
  const direction = new Reverse({ freshness, touched: new Touched() });
  return new Rounds(at.deps({ direction }), beginReverse({ ...beginState("log", {}), recent }, {}));
}

describe("rounds of a rollback", () => {
  it("read each namespace only behind a freshness barrier, and save nothing before they send", async () => {
    const at = new FakeRound();
    at.log({ op: "upsert", id: "x", values: [1] }, { op: "delete", ids: ["y"], ns: "n" });
    at.allDone();
    at.pod.set("x", record("x"));
    await rollbackOf(at).oneRound();
    assert.deepEqual(at.events, ["fresh ", "fresh n", "read x", "bring x", "read y", "bring -y", "saved 1"]);
  });

  it("a bulk write names what it found, what was named since the switch, and what filters may not have shown", async () => {
    const at = new FakeRound();
    at.log({ op: "upsert", id: "x", values: [1] });
    at.allDone();
    const rounds = rollbackOf(at, { "": ["late"], n: ["other"] });
    await rounds.oneRound();
    at.log({ op: "deleteByFilter", filter: { color: "red" }, found: ["hit"] });
    at.allDone();
    await rounds.oneRound();
    assert.ok(at.events.includes("bring -x -hit -late"), at.events.join());
  });

  it("another process knows from the log what was named since the switch", async () => {
    const at = new FakeRound();
    at.log({ op: "upsert", id: "before" }, { op: "update", id: "x" }, { op: "deleteAll", found: ["hit"] });
    const touched = await touchedSince(at.deps().log, { a: 1 });
    assert.deepEqual([...touched.in("")], ["x", "hit"]);
  });

  it("a bulk write that was logged without what it found can't be brought back", async () => {
    const at = new FakeRound();
    at.log({ op: "deleteAll" });
    await assert.rejects(rollbackOf(at).oneRound(), { code: "LOG_BROKEN" });
  });
});

import assert from "node:assert/strict";
import { MovingCounts } from "../../../../provider/src/migration/parity/movingCounts";
import type { InFlight } from "../../../../provider/src/migration/parity/options";
import type { IndexStats } from "../../../../provider/src/pinecone/types";

const stats = (records: number): IndexStats => ({ namespaces: new Map([["", records]]), total: records });
const nothing: InFlight = new Map();
const one: InFlight = new Map([["", new Set(["a"])]]);
const bulk: InFlight = new Map([["", "all"]]);

describe("record counts while writes go on", () => {
  function taken(
    ...times: [pod: number, serverless: number, inFlight: InFlight, when?: "first" | "at once"][]
  ): MovingCounts {
    const counts = new MovingCounts();
    for (const [pod, serverless, inFlight, when = "settled"] of times) {
      counts.take(stats(pod), stats(serverless), inFlight, when);
    }
    return counts;
  }

  it("are equal only with nothing in flight", () => {
    assert.equal(taken([5, 5, nothing]).open, false);
    assert.equal(taken([5, 5, one]).open, true);
    assert.deepEqual(taken([5, 5, one]).value().inDoubt, [{ namespace: "", pod: 5, serverless: 5, inFlight: 1 }]);
    assert.equal("inDoubt" in taken([5, 5, nothing]).value(), false);
  });

  it("differ when further apart than what is in flight", () => {
    assert.deepEqual(taken([5, 4, nothing]).value().different, [{ namespace: "", pod: 5, serverless: 4 }]);
    assert.deepEqual(taken([6, 4, one]).value().different, [{ namespace: "", pod: 6, serverless: 4 }]);
    assert.deepEqual(taken([5, 4, one]).value().different, []);
    assert.deepEqual(taken([900, 4, bulk]).value().different, []);
    assert.equal(taken([900, 4, bulk]).missing("", 0), 0);
  });

  it("are believed at once when serverless still counts the same after they have settled", () => {
    assert.equal(taken([5, 5, nothing, "at once"]).open, true);
    assert.equal(taken([5, 5, nothing, "at once"], [6, 5, one]).open, false);
    assert.equal(taken([5, 5, nothing, "at once"], [6, 4, one]).open, true);
    assert.equal(taken([5, 5, nothing, "at once"], [5, 4, one, "at once"], [6, 5, one]).open, true);
  });

  it("that were apart three times are not explained by a write that comes in at the end", () => {
    const apart = [5, 4, nothing] as [number, number, InFlight];
    assert.deepEqual(taken(apart, apart, [5, 4, one]).value().different, []);
    assert.equal(taken(apart, apart, apart, [5, 4, one]).value().different.length, 1);
    assert.deepEqual(taken(apart, apart, apart, [5, 5, one]).value().different, []);
  });

  it("that were equal once leave no record missing but those that extra ones make up for", () => {
    assert.equal(taken([5, 5, nothing], [5, 4, nothing]).missing("", 0), 0);
    assert.equal(taken([5, 5, nothing], [5, 5, nothing]).missing("", 2), 2);
    assert.equal(taken([5, 4, nothing]).missing("", 0), 1);
    assert.equal(taken([5, 5, one]).missing("", 2), 1);
  });

  it("that extra records made equal are open again when one of these is gone", () => {
    const counts = new MovingCounts();
    counts.noteExtra(new Map([["", 1]]));
    counts.take(stats(5), stats(5), nothing, "settled");
    assert.equal(counts.open, false);
    counts.noteExtra(new Map());
    assert.equal(counts.open, true);
    counts.take(stats(5), stats(4), nothing, "settled");
    assert.equal(counts.missing("", 0), 1);
    counts.take(stats(4), stats(4), nothing, "settled");
    counts.noteExtra(new Map([["", 1]]));
    counts.take(stats(4), stats(4), nothing, "settled");
    counts.noteExtra(new Map());
    assert.equal(counts.open, false);
  });

  it("from before the records were looked at prove nothing", () => {
    assert.equal(taken([5, 5, nothing, "first"], [6, 5, one]).open, true);
  });

  it("tell the smaller one as on both sides, for deletions may lag", () => {
    assert.equal(taken([4, 5, nothing]).onBoth(""), 4);
    assert.equal(taken([5, 4, nothing]).onBoth(""), 4);
  });
});

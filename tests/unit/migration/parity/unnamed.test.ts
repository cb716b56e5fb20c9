import assert from "node:assert/strict";
import { MovingCounts } from "../../../../provider/src/migration/parity/movingCounts";
import type { IndexStats } from "../../../../provider/src/pinecone/types";
import { contentsOf, copyOf, fakeIndex, type Script } from "./fakeIndex";
import { MovingWorld } from "./movingWorld";
import { parityOf, plain } from "./parityOf";

const contents = () => contentsOf({ a: [plain("1")], b: [plain("1"), plain("2")] });

/** Counts without the namespace `b`, but in all. */
const cut = ({ namespaces, total }: IndexStats): IndexStats => ({
  namespaces: new Map([...namespaces].filter(([name]) => name !== "b")),
  total,
});
const always: Script["stats"] = (_call, truth) => cut(truth);
const twice: Script["stats"] = (call, truth) => (call < 2 ? cut(truth) : truth);
/** Fewer in all than by namespace, and none, as an answer may leave out a 0. */
const behind: Script["stats"] = (call, { namespaces }) => ({ namespaces, total: call % 2 });

describe("counts by namespace that are not all that an index counts", () => {
  it("are never clean when both sides leave out the same namespace", async () => {
    const serverless = copyOf(contents());
    serverless.get("b")?.delete("2");
    const sides = { pod: contents(), serverless, podScript: { stats: always }, script: { stats: always } };
    await assert.rejects(parityOf(sides), { code: "API_ERROR", facts: { pod: 2, serverless: 1 } });
  });

  it("are asked for again, and believed once they name all", async () => {
    const sides = { pod: contents(), serverless: contents(), podScript: { stats: twice }, script: { stats: twice } };
    const report = await parityOf(sides);
    assert.equal(report.clean, true);
    assert.equal(report.content.compared, 3);
  });

  it("hide nothing where the total is behind them, or is left out", async () => {
    const sides = { pod: contents(), serverless: contents(), podScript: { stats: behind }, script: { stats: behind } };
    assert.equal((await parityOf(sides)).clean, true);
  });

  it("that differ are told as different", async () => {
    const sides = { pod: contents(), serverless: contents(), podScript: { stats: always } };
    const report = await parityOf(sides);
    assert.deepEqual(report.counts.different, [{ namespace: "b", pod: 0, serverless: 2 }]);
  });

  describe("while writes go on", () => {
    const compare = (stats: Script["stats"]) => {
      const world = new MovingWorld(contents(), { writes: [], steps: [1], endless: false });
      const side = () => fakeIndex(contents(), stats === undefined ? {} : { stats });
      return world.compare({ pod: side(), serverless: side() });
    };

    it("are never clean when they stay so", async () => {
      await assert.rejects(compare(always), { code: "API_ERROR", facts: { pod: 2, serverless: 2 } });
    });

    it("are asked for again, and compared once they name all", async () => {
      const report = await compare((call, truth) => (call < 5 ? cut(truth) : truth));
      assert.deepEqual(report.counts.different, []);
      assert.equal(report.content.compared, 3);
    });

    it("are no matter once each side has named all: a total may be ahead of them for a moment", () => {
      const counts = new MovingCounts();
      const [whole, ahead] = [3, 4].map((total): IndexStats => ({ namespaces: new Map([["", 3]]), total }));
      assert.ok(whole !== undefined && ahead !== undefined);
      counts.take(whole, ahead, new Map(), "settled");
      assert.equal(counts.open, true);
      assert.throws(() => counts.value(), { code: "API_ERROR" });
      counts.take(ahead, whole, new Map(), "settled");
      assert.equal(counts.open, false);
      assert.deepEqual(counts.value().different, []);
    });
  });
});

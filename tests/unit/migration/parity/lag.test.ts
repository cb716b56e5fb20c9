import assert from "node:assert/strict";
import { contentsOf, copyOf, fakeIndex, quickClock, type Script } from "./fakeIndex";
import { modelDigests } from "./modelDigests";
import { many, parityOf, plain } from "./parityOf";

describe("parity of two indexes", () => {
  describe("with a serverless index that lags", () => {
    const pod = contentsOf({ "": many(30), b: many(5) });

    it("counts records seen only when asked again as settled", async () => {
      const script: Script = { fetched: (_, id, asked) => asked >= 2 || !id.endsWith("3") };
      const clock = quickClock();
      const report = await parityOf({ pod, serverless: copyOf(pod), script }, { clock, settleMs: 70 });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 4);
      assert.equal(report.content.compared, 35);
      assert.deepEqual(clock.sleeps, [70, 70]);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
    });

    it("counts an old version seen at first as settled", async () => {
      const serverless = copyOf(pod);
      const old = fakeIndex(contentsOf({ "": many(30).map(({ id }) => plain(id, 0)), b: many(5) }));
      const current = fakeIndex(serverless);
      let fetches = 0;
      const lagging = {
        ...current,
        fetch: (...ask: Parameters<typeof old.fetch>) => {
          const isFirst = ask[0] === "" && fetches++ === 0;
          return (isFirst ? old : current).fetch(...ask);
        },
      };
      const report = await parityOf({ pod, serverless }, { serverless: lagging, concurrency: 1 });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 30);
    });

    it("counts ids listed only when listed again as settled", async () => {
      const script: Script = { listed: (_, id, listing) => listing >= 2 || id !== "r-4" };
      const report = await parityOf({ pod, serverless: copyOf(pod), script });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 2);
      assert.equal(report.ids.looked, 35);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
    });

    it("counts an id that is listed after its deletion on both sides as settled", async () => {
      const serverless = copyOf(pod);
      const script: Script = { pages: (ids) => [[...ids], ["z-deleted"]] };
      const report = await parityOf({ pod, serverless, script });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 2);
    });

    it("counts namespaces whose counts become equal as settled", async () => {
      const stats: Script["stats"] = (call, truth) =>
        call < 2 ? { namespaces: new Map([["b", 5]]), total: 5 } : truth;
      const report = await parityOf({ pod, serverless: copyOf(pod), script: { stats } });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 1);
      assert.deepEqual(report.counts, { pod: 35, serverless: 35, different: [] });
    });

    it("tells what outlasts every attempt, and waits no longer", async () => {
      const script: Script = { fetched: (_, id, asked) => asked >= 4 || id !== "r-29" };
      const clock = quickClock();
      const report = await parityOf({ pod, serverless: copyOf(pod), script }, { clock, attempts: 3 });
      assert.equal(report.clean, false);
      assert.equal(report.ids.missing, 1);
      assert.equal(clock.sleeps.length, 3);
    });

    it("asks nothing again when nothing differs", async () => {
      const clock = quickClock();
      await parityOf({ pod, serverless: copyOf(pod) }, { clock });
      assert.deepEqual(clock.sleeps, []);
    });
  });
});

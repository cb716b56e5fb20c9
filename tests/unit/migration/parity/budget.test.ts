import assert from "node:assert/strict";
import { pacedReader, RecordBudget } from "../../../../provider/src/migration/parity/pacedReader";
import { contentsOf, copyOf, fakeIndex, quickClock } from "./fakeIndex";
import { many, parityOf, plain } from "./parityOf";

describe("budget of records a second", () => {
  it("is kept over any time, with a tenth of a second ahead at most", async () => {
    const clock = quickClock();
    const begun = clock.now();
    const budget = new RecordBudget(clock, 1_000);
    for (let taken = 0; taken < 20_000; taken += 200) {
      await budget.take(200);
      const allowed = clock.now() - begun + 100;
      assert.ok(taken <= allowed, `${taken} records after ${allowed - 100} ms`);
    }
    assert.ok(clock.now() - begun <= 20_000);
  });

  it("is not saved up while nobody asks", async () => {
    const clock = quickClock();
    const budget = new RecordBudget(clock, 100);
    await budget.take(1);
    await clock.sleep(60_000);
    const begun = clock.now();
    for (let taken = 0; taken < 100; taken += 10) await budget.take(10);
    assert.ok(clock.now() - begun >= 700, `${clock.now() - begun} ms`);
  });

  it("ends its waiting with the abort of the signal", async () => {
    const budget = new RecordBudget(quickClock(), 1);
    await budget.take(100);
    await assert.rejects(budget.take(1, AbortSignal.abort()), { name: "AbortError" });
  });

  it("is for fetches only", async () => {
    const clock = quickClock();
    const reader = pacedReader(fakeIndex(contentsOf({ "": many(3) })), new RecordBudget(clock, 1));
    await reader.stats();
    await reader.list("");
    await reader.query("", { vector: [1, 2], topK: 1 });
    assert.deepEqual(clock.sleeps, []);
    await reader.fetch("", ["r-0", "r-1"]);
    await reader.fetch("", ["r-0"]);
    assert.equal(clock.sleeps.length, 1);
  });

  it("holds a comparison to it on each side", async () => {
    const pod = contentsOf({ "": many(1_000) });
    const clock = quickClock();
    const begun = clock.now();
    const report = await parityOf({ pod, serverless: copyOf(pod) }, { clock, recordsPerSecond: 250 });
    assert.equal(report.clean, true);
    const seconds = (clock.now() - begun) / 1_000;
    assert.ok(seconds >= 3, `${seconds} s`);
  });
});

describe("ids known from elsewhere", () => {
  const ids = (...named: [string, string][]) =>
    (async function* () {
      for (const [namespace, id] of named) yield { namespace, id };
    })();

  for (const content of ["all", 1] as const) {
    it(`are found missing by name, whatever the sample (${content})`, async () => {
      const pod = contentsOf({ "": many(5), b: [plain("gone"), plain("kept")] });
      const serverless = contentsOf({ "": many(5), b: [plain("kept")] });
      const extraIds = ids(["b", "gone"], ["", "r-1"], ["b", "gone"], ["b", "nowhere"], ["c", "nowhere"]);
      const report = await parityOf({ pod, serverless }, { content, extraIds, attempts: 2 });
      assert.deepEqual([report.ids.missing, report.ids.extra, report.ids.looked], [1, 0, 7]);
      assert.deepEqual(report.examples, [{ kind: "missing", namespace: "b", id: "gone" }]);
      assert.equal(report.settled, 0);
    });
  }

  it("change nothing where both sides hold the same", async () => {
    const pod = contentsOf({ "": many(5) });
    const plainReport = await parityOf({ pod, serverless: pod });
    const report = await parityOf({ pod, serverless: pod }, { extraIds: ids(["", "r-1"], ["", "r-9"]) });
    assert.deepEqual(report.digest, plainReport.digest);
    assert.deepEqual([report.clean, report.ids.looked], [true, 5]);
  });

  it("are compared when serverless holds what it doesn't list", async () => {
    const pod = contentsOf({ "": many(5) });
    const listed = (_: string, id: string) => id !== "r-3";
    const report = await parityOf({ pod, serverless: pod, script: { listed } }, { extraIds: ids(["", "r-3"]) });
    assert.deepEqual([report.clean, report.content.compared], [true, 5]);
  });
});

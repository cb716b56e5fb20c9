import assert from "node:assert/strict";
import { Pacing, type PacingOptions } from "../../../../provider/src/migration/apply/pacing";
import type { WriteOutcome } from "../../../../provider/src/pinecone/types";
import { VirtualTime } from "../../../support/provider/virtualTime";

const APPLIED: WriteOutcome = { kind: "applied" };
const REFUSED: WriteOutcome = { kind: "refused", status: 400, code: "3", message: "", retryable: false };
const UNKNOWN: WriteOutcome = { kind: "unknown", reason: "503" };
const busy = (retryAfterMs = 0): WriteOutcome => ({ kind: "busy", status: 429, retryAfterMs });

/** A service in virtual time that notes when each request came, and how many were under way with it. */
function stage(options: PacingOptions = {}) {
  const time = new VirtualTime();
  const start = time.now();
  const sent: { at: number; namespace: string; underWay: number }[] = [];
  let underWay = 0;
  const pacing = new Pacing(time, { random: () => 0.999, ...options });
  const send =
    (namespace: string, takesMs: number, outcome: WriteOutcome = APPLIED) =>
    async () => {
      underWay += 1;
      sent.push({ at: time.now() - start, namespace, underWay });
      await time.sleep(takesMs);
      underWay -= 1;
      return outcome;
    };
  return { time, start, sent, pacing, send, all: <T>(work: Promise<T>[]) => time.until(Promise.all(work)) };
}

const repeat = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** The most that came within any second. */
function mostInASecond(times: readonly number[], weight = 1): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length * weight));
}

describe("pacing", () => {
  it("hands the outcome through, whatever it is", async () => {
    const { pacing, send, all } = stage();
    for (const outcome of [APPLIED, REFUSED, UNKNOWN, busy(10)]) {
      assert.deepEqual(await all([pacing.run("n", {}, send("n", 1, outcome))]), [outcome]);
    }
    assert.deepEqual([pacing.pace.busy, pacing.pace.unknown, pacing.pace.underWay], [1, 1, 0]);
  });

  it("begins with 4 at once, adds one after 10 good answers, and stays at 16", async () => {
    const { pacing, send, all, sent } = stage({ budgets: { requests: 1e9 } });
    await all(repeat(40, () => pacing.run("n", {}, send("n", 500))));
    const most = (from: number, to: number) => Math.max(...sent.slice(from, to).map(({ underWay }) => underWay));
    assert.equal(most(0, 10), 4);
    assert.equal(pacing.pace.concurrency, 8);
    await all(repeat(300, () => pacing.run("n", {}, send("n", 500, REFUSED))));
    assert.equal(pacing.pace.concurrency, 16);
    assert.equal(most(0, sent.length), 16);
  });

  for (const [title, outcome] of [
    ["429", busy()],
    ["a failing server", UNKNOWN],
  ] as const) {
    it(`halves on ${title}, once for all that were under way, never below one`, async () => {
      const { pacing, send, all } = stage({ startConcurrency: 8, budgets: { requests: 1e9 } });
      await all(repeat(8, (at) => pacing.run(`n${at}`, {}, send("n", 100, outcome))));
      assert.equal(pacing.pace.concurrency, 4);
      for (const expected of [2, 1, 1]) {
        await all([pacing.run("n0", {}, send("n", 100, outcome))]);
        assert.equal(pacing.pace.concurrency, expected);
      }
      await all(repeat(10, () => pacing.run("n0", {}, send("n", 1))));
      assert.equal(pacing.pace.concurrency, 2);
    });
  }

  it("holds the namespace for as long as Retry-After says, and no other", async () => {
    const { pacing, send, all, sent } = stage();
    await all([pacing.run("held", {}, send("held", 10, busy(7_000)))]);
    await all([pacing.run("held", {}, send("held", 10)), pacing.run("free", {}, send("free", 10))]);
    assert.deepEqual(
      sent.map(({ namespace, at }) => [namespace, at]),
      [
        ["held", 0],
        ["free", 10],
        ["held", 7_010],
      ],
    );
  });

  it("holds back what was waiting for a place when the pause began", async () => {
    const { pacing, send, all, sent } = stage({ startConcurrency: 1 });
    await all([pacing.run("n", {}, send("n", 500, busy(3_000))), pacing.run("n", {}, send("n", 10))]);
    assert.deepEqual(
      sent.map(({ at }) => at),
      [0, 3_500],
    );
  });

  it("pauses ever longer without Retry-After, and starts anew after a good answer", async () => {
    const { pacing, send, all, sent } = stage({ random: () => 0 });
    const go = (outcome?: WriteOutcome) => all([pacing.run("n", {}, send("n", 0, outcome))]);
    for (const outcome of [...repeat(9, () => busy()), APPLIED, busy(), APPLIED]) await go(outcome);
    const times = sent.map(({ at }) => Math.round(at));
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.deepEqual(gaps, [125, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 0, 125]);
  });

  it("sends at most 95 requests in any second of a namespace, and nearly 90 a second", async () => {
    const { pacing, send, all, sent } = stage();
    await all(repeat(450, () => pacing.run("n", {}, send("n", 20))));
    const times = sent.map(({ at }) => at);
    assert.ok(mostInASecond(times) <= 95, `${mostInASecond(times)}`);
    assert.ok((times.at(-1) ?? 0) < 5_100);
  });

  it("sends at most 50 MB in any second of a namespace", async () => {
    const { pacing, send, all, sent } = stage();
    const bytes = 2_000_000;
    await all(repeat(200, () => pacing.run("n", { bytes }, send("n", 60))));
    assert.ok(
      mostInASecond(
        sent.map(({ at }) => at),
        bytes,
      ) <= 50_000_000,
    );
    assert.ok((sent.at(-1)?.at ?? 0) < 9_500);
  });

  it("deletes at most 5,000 records in any second of a namespace", async () => {
    const { pacing, send, all, sent } = stage();
    await all(repeat(30, () => pacing.run("n", { deletes: 1_000 }, send("n", 60))));
    assert.ok(
      mostInASecond(
        sent.map(({ at }) => at),
        1_000,
      ) <= 5_000,
    );
    assert.ok((sent.at(-1)?.at ?? 0) < 6_700);
  });

  it("keeps to the budget after a time in which no place was free", async () => {
    const { pacing, send, all, sent } = stage({ startConcurrency: 1, mostConcurrency: 1 });
    await all([pacing.run("slow", {}, send("slow", 10_000)), ...repeat(200, () => pacing.run("n", {}, send("n", 0)))]);
    const times = sent.filter(({ namespace }) => namespace === "n").map(({ at }) => at);
    assert.ok((times[0] ?? 0) >= 10_000);
    assert.ok(mostInASecond(times) <= 95);
  });

  it("doesn't let a namespace that waits for its budget take the places of another", async () => {
    const { pacing, send, all, sent } = stage({ startConcurrency: 2, budgets: { requests: 1 } });
    await all([...repeat(20, () => pacing.run("hot", {}, send("hot", 5))), pacing.run("cold", {}, send("cold", 5))]);
    assert.equal(sent.find(({ namespace }) => namespace === "cold")?.at, 0);
  });

  it("starts the requests of a namespace in order", async () => {
    const { pacing, all, time } = stage();
    const order: number[] = [];
    const work = repeat(50, (at) =>
      pacing.run("n", {}, async () => {
        order.push(at);
        await time.sleep((at * 7) % 40);
        return at % 10 === 3 ? busy() : APPLIED;
      }),
    );
    await all(work);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal(order.length, 50);
  });

  it("hands on what sending throws, and goes on", async () => {
    const { pacing, send, all, time } = stage();
    const failing = pacing.run("n", {}, () => Promise.reject(new TypeError("lease gone")));
    await assert.rejects(time.until(failing), { message: "lease gone" });
    assert.deepEqual(await all([pacing.run("n", {}, send("n", 1))]), [APPLIED]);
  });

  it("stops: what waits is not sent", async () => {
    const stop = new AbortController();
    const { pacing, send, time, sent } = stage({ signal: stop.signal, startConcurrency: 1 });
    const outcomes = Promise.allSettled([
      pacing.run("n", {}, async () => {
        await time.sleep(100);
        stop.abort();
        return APPLIED;
      }),
      pacing.run("n", {}, send("n", 1)),
      pacing.run("m", {}, send("m", 1)),
    ]);
    const [first, ...others] = await time.until(outcomes);
    assert.equal(first?.status, "fulfilled");
    for (const other of others) {
      assert.equal(other.status === "rejected" && other.reason.code, "STOPPED");
    }
    assert.deepEqual(sent, []);
  });

  it("stops within a pause", async () => {
    const stop = new AbortController();
    const { pacing, send, time, all } = stage({ signal: stop.signal });
    await all([pacing.run("n", {}, send("n", 0, busy(60_000)))]);
    const waiting = pacing.run("n", {}, send("n", 1));
    const at = time.now();
    setImmediate(() => stop.abort());
    await assert.rejects(waiting, { code: "STOPPED" });
    assert.equal(time.now(), at);
  });
});

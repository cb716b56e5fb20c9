import assert from "node:assert/strict";
import { type FreshnessOptions, freshnessOf } from "../../../../provider/src/migration/apply/freshness";
import type { WriteOutcome } from "../../../../provider/src/pinecone/types";
import { FakeTime } from "../../../support/provider/fakeTime";

interface Script {
  /** What reads show, look by look; the last one for ever. No number: no header. */
  readonly shown?: readonly (number | undefined)[];
  /** What the barriers come to, one after another; the last one for ever. */
  readonly barriers?: readonly WriteOutcome[];
  /** Record counts, read by read; the last one for ever. */
  readonly counts?: readonly number[];
}

const applied = (lsn: number): WriteOutcome => ({ kind: "applied", lsn });
const nth = <T>(all: readonly T[], at: number): T => all[Math.min(at, all.length - 1)] as T;

function stage(
  { shown = [undefined], barriers = [applied(1)], counts = [3] }: Script,
  options: Partial<FreshnessOptions> = {},
) {
  const stop = new AbortController();
  const clock = new FakeTime();
  const calls = { probe: 0, stats: 0, deleted: [] as string[] };
  const reader = {
    probe: async () => {
      const maxIndexedLsn = nth(shown, calls.probe++);
      return maxIndexedLsn === undefined ? {} : { maxIndexedLsn };
    },
    stats: async () => {
      const count = nth(counts, calls.stats++);
      return { namespaces: new Map([["n", count]]), total: count };
    },
  };
  const writer = {
    deleteIds: async (_namespace: string, ids: readonly string[]) => {
      calls.deleted.push(...ids);
      return nth(barriers, calls.deleted.length - 1);
    },
  };
  const all = { settleMs: 2_000, boundMs: 10_000, signal: stop.signal, ...options };
  return {
    stop,
    clock,
    calls,
    slept: () => clock.sleeps.reduce((sum, ms) => sum + ms, 0),
    ...freshnessOf(reader, writer, clock, all),
  };
}

describe("freshness", () => {
  it("is proved at once when reads show the barrier", async () => {
    const { fresh, calls, slept } = stage({ shown: [4, 9], barriers: [applied(9)] });
    assert.equal(await fresh("n"), "lsn");
    assert.equal(calls.deleted.length, 1);
    assert.match(calls.deleted[0] ?? "", /^podshift-barrier-.{36}$/);
    assert.equal(slept(), 0);
  });

  it("is not proved by a lower number: it looks until the barrier is shown", async () => {
    const { fresh, calls } = stage({ shown: [4, 4, 7, 8, 9], barriers: [applied(9)] });
    assert.equal(await fresh("n"), "lsn");
    assert.equal(calls.probe, 5);
    assert.equal(calls.deleted.length, 1);
  });

  it("holds for a barrier that doesn't raise the number: nothing is newer", async () => {
    assert.equal(await stage({ shown: [9], barriers: [applied(9)] }).fresh("n"), "lsn");
  });

  it("writes each barrier with an id of its own", async () => {
    const { fresh, calls } = stage({ shown: [9], barriers: [applied(9)] });
    await fresh("n");
    await fresh("n");
    assert.equal(new Set(calls.deleted).size, 2);
  });

  it("takes a new barrier when one isn't reached, for the namespace may count anew", async () => {
    const { fresh, calls, slept } = stage({
      shown: [0, ...Array(17).fill(3), 4],
      barriers: [applied(900), applied(4)],
    });
    assert.equal(await fresh("n"), "lsn");
    assert.equal(calls.deleted.length, 2);
    assert.ok(slept() >= 10_000 && slept() < 20_000);
  });

  it("gives up after three barriers", async () => {
    const { fresh, calls, slept } = stage({ shown: [0], barriers: [applied(5)] });
    await assert.rejects(fresh("n"), { code: "NOT_FRESH", facts: { namespace: "n", barriers: 3 } });
    assert.equal(calls.deleted.length, 3);
    assert.equal(slept(), 30_000);
  });

  it("doesn't believe a barrier below what reads show already: they show the namespace as it was before it was deleted", async () => {
    const { fresh, calls, slept } = stage({ shown: [1_000], barriers: [applied(2)] });
    assert.equal(await fresh("n"), "settled");
    assert.equal(calls.deleted.length, 1);
    assert.ok(slept() >= 2_000);
  });

  for (const [title, script] of [
    ["reads have no header: nothing is written", { shown: [undefined] }],
    ["writes have no header", { shown: [3], barriers: [{ kind: "applied" }] }],
    ["reads have it only at first", { shown: [3, undefined], barriers: [applied(4)] }],
    [
      "the barrier is refused",
      { shown: [3], barriers: [{ kind: "refused", status: 400, code: "3", message: "", retryable: false }] },
    ],
    [
      "the namespace is gone, but reads showed it",
      { shown: [3], barriers: [{ kind: "applied", missingNamespace: true }] },
    ],
  ] as [string, Script][]) {
    it(`settles when ${title}`, async () => {
      const { fresh, calls, slept } = stage(script);
      assert.equal(await fresh("n"), "settled");
      assert.equal(calls.stats, 2);
      assert.ok(slept() >= 2_000);
      if (script.barriers === undefined) assert.deepEqual(calls.deleted, []);
    });
  }

  it("settles on pods without asking for numbers", async () => {
    const { fresh, calls } = stage({ shown: [5], barriers: [applied(5)] }, { kind: "pod" });
    assert.equal(await fresh("n"), "settled");
    assert.deepEqual([calls.probe, calls.deleted, calls.stats], [0, [], 2]);
  });

  it("settles only once two counts in turn agree", async () => {
    const { fresh, calls } = stage({ counts: [1, 2, 1, 3, 3] });
    assert.equal(await fresh("n"), "settled");
    assert.equal(calls.stats, 5);
  });

  it("doesn't settle while counts change", async () => {
    const { fresh } = stage({ counts: Array.from({ length: 1_000 }, (_, at) => at) });
    await assert.rejects(fresh("n"), { code: "NOT_FRESH" });
  });

  it("holds for a namespace that doesn't exist", async () => {
    const { fresh, slept } = stage({ shown: [0], barriers: [{ kind: "applied", missingNamespace: true }] });
    assert.equal(await fresh("n"), "lsn");
    assert.equal(slept(), 0);
  });

  it("writes the barrier again while the service is busy or doesn't answer", async () => {
    const { fresh, calls, clock } = stage({
      shown: [4, 9],
      barriers: [{ kind: "busy", status: 429, retryAfterMs: 3_000 }, { kind: "unknown", reason: "503" }, applied(9)],
    });
    assert.equal(await fresh("n"), "lsn");
    assert.equal(calls.deleted.length, 3);
    assert.ok(clock.sleeps.includes(3_000));
  });

  it("is not proved when no barrier is ever answered", async () => {
    const { fresh } = stage({ shown: [4], barriers: [{ kind: "unknown", reason: "no answer" }] });
    await assert.rejects(fresh("n"), { code: "NOT_FRESH" });
  });

  it("stops while it waits", async () => {
    const { fresh, stop } = stage({ shown: [0], barriers: [applied(5)] });
    stop.abort();
    await assert.rejects(fresh("n"), { code: "STOPPED" });
  });
});

import assert from "node:assert/strict";
import type { LogHistory } from "../../../../provider/src/migration/logHistory";
import { TimeBins } from "../../../../provider/src/migration/timeBins";
import { backlogOf } from "../../../../provider/src/review/report/backlogModel";
import type { MigrationFacts } from "../../../../provider/src/review/report/facts";
import { isMissing } from "../../../../provider/src/review/report/model";
import { sampleLog } from "../../../support/review/report/sampleLog";

const NOW = 100_000;

/** A log with a write a second, from 0 on, whose span each write is in is told by its second. */
function logWith(seconds: number, spanAt: (second: number) => number, more: Partial<LogHistory> = {}): LogHistory {
  const bins = new TimeBins(240);
  for (let second = 0; second < seconds; second += 1) bins.add(second * 1_000, spanAt(second));
  const log = sampleLog();
  const { switched: _none, ...record } = log.record;
  return {
    ...log,
    record: { ...record, active: "pod" },
    switches: [],
    askedAt: [],
    entries: { total: seconds, bulk: 0, bytes: seconds * 100, byTime: bins.result },
    ...more,
  };
}

function modelOf(log: LogHistory, more: Partial<MigrationFacts> = {}) {
  const model = backlogOf({ podIndex: "docs", log, ...more }, NOW);
  if (isMissing(model)) throw new Error(model.why);
  return model;
}

const switchAt = (second: number, to: "pod" | "serverless") => ({
  epoch: second,
  end: {},
  at: second * 1_000,
  heldMs: 300,
  to,
});

describe("the backlog over time", () => {
  it("is nothing before a collection was asked for", () => {
    const { waiting, known, logged } = modelOf(logWith(20, () => 0));
    assert.deepEqual([waiting, known], [[], []]);
    assert.equal(
      logged.reduce((sum, { writes }) => sum + writes, 0),
      20,
    );
  });

  it("counts from when the collection was asked for, and ends at what is known now", () => {
    const { waiting, known } = modelOf(
      logWith(20, () => 0, { askedAt: [10_000], caughtUp: { waiting: 3, refused: [] } }),
    );
    const [line = []] = waiting;
    assert.equal(waiting.length, 1);
    assert.deepEqual(line[0], { at: 10_000, most: 0 });
    assert.equal(Math.max(...line.map(({ most }) => most)), 10);
    assert.deepEqual(line.at(-1), { at: NOW, most: 3 });
    assert.deepEqual(known, [{ at: NOW, waiting: 3, what: "now" }]);
  });

  it("never ends below what it may be, when nothing is known", () => {
    const [line = []] = modelOf(logWith(20, () => 0, { askedAt: [10_000] })).waiting;
    assert.deepEqual(line.at(-1), { at: NOW, most: 10 });
  });

  it("is none at a switch, and not counted while serverless serves", () => {
    const log = logWith(30, (second) => (second < 20 ? 0 : 1), {
      askedAt: [10_000],
      switches: [switchAt(20, "serverless")],
    });
    const model = modelOf({ ...log, record: { ...log.record, active: "serverless" } });
    assert.equal(model.waiting.length, 1);
    assert.deepEqual(model.waiting[0]?.at(-1), { at: 20_000, most: 0 });
    assert.deepEqual(model.known, [{ at: 20_000, waiting: 0, what: "switch" }]);
    assert.equal(model.sinceSwitch, 10);
  });

  it("begins again with a rollback, whose serverless index is there already", () => {
    const log = logWith(60, (second) => (second < 20 ? 0 : second < 40 ? 1 : 2), {
      askedAt: [10_000],
      switches: [switchAt(20, "serverless"), switchAt(40, "pod")],
      caughtUp: { waiting: 20, refused: [] },
    });
    const { waiting, sinceSwitch } = modelOf(log);
    assert.equal(waiting.length, 2);
    assert.deepEqual(waiting[1]?.[0], { at: 40_000, most: 0 });
    assert.equal(Math.max(...(waiting[1] ?? []).map(({ most }) => most)), 20);
    assert.equal(sinceSwitch, undefined);
  });

  it("takes the last of several collections", () => {
    const [line = []] = modelOf(logWith(20, () => 0, { askedAt: [2_000, 15_000] })).waiting;
    assert.equal(Math.max(...line.map(({ most }) => most)), 5);
  });

  it("falls at the end of a catch-up to what was written in that span of time", () => {
    const stack = { stack: "a/b", resources: [], caughtUp: { at: new Date(15_500).toISOString(), records: 5 } };
    const { waiting, known } = modelOf(
      logWith(20, () => 0, { askedAt: [10_000] }),
      { stack },
    );
    assert.deepEqual(known, [{ at: 15_500, waiting: 1, what: "caught up" }]);
    assert.deepEqual(waiting[0]?.at(-1), { at: NOW, most: 5 });
  });

  it("never goes back in time", () => {
    const [line = []] = modelOf(
      logWith(20, () => 0, { askedAt: [10_500], caughtUp: { waiting: 1, refused: [] } }),
    ).waiting;
    assert.deepEqual(
      line.map(({ at }) => at),
      line.map(({ at }) => at).sort((a, b) => a - b),
    );
  });

  it("says why it is not there, and how to get it", () => {
    const without = (more: Partial<MigrationFacts>) => {
      const model = backlogOf({ podIndex: "docs", ...more }, NOW);
      assert.ok(isMissing(model));
      return model;
    };
    assert.deepEqual(without({}).how, ["podshift report --log file:///srv/podshift/docs"]);
    const known = { stack: "a/b", resources: [], logUrl: "file:///it's here" };
    assert.deepEqual(without({ stack: known }).how, ["podshift report --log 'file:///it'\\''s here'"]);
    assert.deepEqual(without({ stack: { stack: "a/b", resources: [], writes: "paused" } }).how, []);
  });

  it("tells a closed log from one without an entry yet", () => {
    const empty = logWith(0, () => 0);
    const open = backlogOf({ podIndex: "docs", log: empty }, NOW);
    const closed = backlogOf(
      { podIndex: "docs", log: { ...empty, record: { ...empty.record, state: "closed" } } },
      NOW,
    );
    assert.ok(isMissing(open) && isMissing(closed));
    assert.match(closed.why, /closed/);
    assert.doesNotMatch(open.why, /closed/);
  });
});

import assert from "node:assert/strict";
import type { RoundDeps } from "../../../../provider/src/migration/catchUp/round";
import { Rounds } from "../../../../provider/src/migration/catchUp/rounds";
import { beginState, mayLandLate, resumeState } from "../../../../provider/src/migration/catchUp/state";
import type { ControlRecord } from "../../../../provider/src/writeLog/control";
import { VirtualTime } from "../../../support/provider/virtualTime";
import { FakeRound, type Logged, record } from "./fakeRound";

const FENCED = {} as ControlRecord;
const upsert = (id: string): Logged => ({ op: "upsert", id, values: [1] });
const begun = { ...beginState("log", {}), baseShown: true };

describe("rounds of catch-up", () => {
  it("brings named records to the pod's state: ids saved first, the position after", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), { op: "delete", ids: ["y", "z"] });
    at.allDone();
    at.pod.set("x", record("x"));
    const rounds = new Rounds(at.deps(), begun);
    await rounds.oneRound();
    assert.deepEqual(at.events, ["saved 0 x y z", "read x y z", "bring x -y -z", "saved 1 x y z"]);
    assert.deepEqual(
      at.saved.map(({ position }) => position),
      [{}, { a: 2 }],
    );
    assert.deepEqual(rounds.last?.backlog, 0);
  });

  it("carries over what was not done at the note, and goes on from there", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), upsert("y"));
    at.done = { a: 1 };
    const rounds = new Rounds(at.deps(), begun);
    assert.equal((await rounds.oneRound()).backlog, 1);
    assert.deepEqual([rounds.state.position, rounds.state.read], [{ a: 1 }, { a: 2 }]);
    at.allDone();
    at.pod.set("y", record("y"));
    assert.equal((await rounds.oneRound()).backlog, 0);
    assert.deepEqual(at.events.slice(-3), ["read y", "bring y", "saved 2 x y"]);
  });

  it("waits for the collection to show before the first round of all, once", async () => {
    const at = new FakeRound();
    const baseShown = async () => void at.events.push("base");
    const rounds = new Rounds(at.deps(), beginState("log", {}), { baseShown });
    await rounds.oneRound();
    await rounds.oneRound();
    assert.deepEqual(at.events, ["base", "saved 0", "saved 1", "saved 2"]);
    assert.equal(at.saved[0]?.baseShown, true);
  });

  it("a bulk entry without a filter that means the same on both sides names the whole namespace", async () => {
    const at = new FakeRound();
    for (const id of ["p", "q", "r"]) at.serverless.set(id, record(id));
    at.log({ op: "deleteByFilter", filter: { color: { $ne: "red" } } });
    at.allDone();
    await new Rounds(at.deps(), begun).oneRound();
    assert.deepEqual(at.events.slice(0, 2), ["list", "list"]);
    assert.ok(at.events.includes("bring -p -q -r"));
  });

  it("a bulk entry with such a filter names its hits and what was written since the namespace was fresh", async () => {
    const at = new FakeRound();
    at.serverless.set("p", record("p"));
    at.log({ op: "deleteByFilter", filter: { color: "red" } });
    at.allDone();
    await new Rounds(at.deps(), { ...begun, recent: { "": ["late"], other: ["n"] } }).oneRound();
    assert.ok(at.events.includes("bring -p -late"));
  });

  it("a bulk entry that went to the serverless index names what it found there: it may have taken effect since", async () => {
    const at = new FakeRound();
    at.serverless.set("p", record("p"));
    for (const id of ["p", "gone"]) at.pod.set(id, record(id));
    at.log({ op: "deleteByFilter", filter: { color: "red" }, found: ["gone"] });
    at.allDone();
    await new Rounds(at.deps(), begun).oneRound();
    assert.ok(at.events.includes("bring p gone"), at.events.join());
  });

  it("a namespace that isn't there, or not yet, holds what was written lately", async () => {
    const at = new FakeRound();
    at.missing = true;
    at.log({ op: "deleteNamespace" });
    at.allDone();
    await new Rounds(at.deps(), { ...begun, recent: { "": ["late"] } }).oneRound();
    assert.ok(at.events.includes("bring -late"));
  });

  it("lists the namespace when the service refuses the filter", async () => {
    const at = new FakeRound();
    at.serverless.set("p", record("p"));
    at.serverless.set("q", record("q"));
    at.filterRefused = true;
    at.log({ op: "deleteByFilter", filter: { color: "red" } });
    at.allDone();
    await new Rounds(at.deps(), begun).oneRound();
    assert.ok(at.events.includes("bring -p -q"));
  });

  it("inside a fence a bulk entry that needs a list is refused, and nothing is changed", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), { op: "deleteAll" });
    at.allDone();
    const last = await new Rounds(at.deps(), begun).lastRound(FENCED, { a: 2 });
    assert.deepEqual([last, at.events], [{ kind: "needs list" }, []]);
  });

  it("the last round answers what it looked at, and how far writes were done", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), { ...upsert("y"), ns: "n", w: "b" });
    at.allDone();
    const last = await new Rounds(at.deps({ mostBytes: 1 }), begun).lastRound(FENCED, { a: 1, b: 1 });
    assert.deepEqual(last, {
      kind: "done",
      named: new Map([
        ["", new Set(["x"])],
        ["n", new Set(["y"])],
      ]),
      done: { a: 1, b: 1 },
    });
  });

  it("the last round says that a write has no known outcome by where it stands", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.log(upsert("y"));
    const last = await new Rounds(at.deps(), begun).lastRound(FENCED, { a: 2 });
    assert.deepEqual(last, { kind: "done", named: new Map([["", new Set(["x", "y"])]]), done: { a: 1 } });
  });

  it("nothing is switched while a request of ours may yet take effect; its record is looked at again until then", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.unheard.add("x");
    const rounds = new Rounds(at.deps(), begun);
    assert.deepEqual(await rounds.lastRound(FENCED, { a: 1 }), { kind: "unknown outcome" });
    at.unheard.clear();
    at.clock.advance(59_999);
    assert.equal(mayLandLate(rounds.state, at.clock.now(), 60_000), true);
    const before = at.events.length;
    assert.deepEqual(await rounds.lastRound(FENCED, { a: 1 }), { kind: "unknown outcome" });
    assert.equal(at.events.length, before);
    await rounds.oneRound();
    assert.ok(at.events.slice(before).includes("read x"));
    at.clock.advance(1);
    assert.equal((await rounds.lastRound(FENCED, { a: 1 })).kind, "done");
    assert.deepEqual(rounds.state.unknown, {});
  });

  it("another process counts a request of unknown outcome as sent when it begins", () => {
    const saved = { ...begun, unknown: { "": { x: 1 } } };
    assert.deepEqual(resumeState(saved, 500).unknown, { "": { x: 500 } });
  });

  it("goes on, round by round, until the log's end", async () => {
    const at = new FakeRound();
    at.log(...["p", "q", "r", "s", "t"].map(upsert));
    at.allDone();
    const rounds = new Rounds(at.deps({ mostBytes: 200 }), begun);
    await rounds.catchUp();
    assert.deepEqual([rounds.state.rounds, rounds.state.position], [3, { a: 5 }]);
  });

  it("brings records while the log is still being read: each once, its id saved first", async () => {
    const at = new FakeRound();
    at.log(...["p", "q", "p", "r", "q", "s", "t"].map(upsert));
    at.allDone();
    const whole = at.deps();
    const noted: RoundDeps["log"] = {
      async *read(from, signal) {
        yield* whole.log.read(from, signal);
        at.events.push("log read");
      },
    };
    await new Rounds(at.deps({ log: noted, firstNamed: 1 }), begun).oneRound();
    const before = at.events.slice(0, at.events.indexOf("log read"));
    assert.deepEqual(before.slice(0, 2), ["saved 0 p", "read p"]);
    const reads = at.events.filter((event) => event.startsWith("read ")).flatMap((event) => event.split(" ").slice(1));
    assert.deepEqual(reads.sort(), ["p", "q", "r", "s", "t"]);
  });

  it("waits for the log's end where a read may not show the last entry's effect, and inside a fence", async () => {
    for (const times of [{ settleMs: 10, lateMs: 60_000 }, undefined]) {
      const at = new FakeRound();
      at.log(upsert("p"), upsert("q"));
      at.allDone();
      at.pod.set("p", record("p")).set("q", record("q"));
      const rounds = new Rounds(at.deps({ firstNamed: 1, ...(times === undefined ? {} : { times }) }), begun);
      await (times === undefined ? rounds.lastRound(FENCED, { a: 2 }) : rounds.oneRound());
      assert.equal(at.events[0], "saved 0 p q");
    }
  });

  it("keeps a refused record with its reason until it is applied", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), upsert("y"));
    at.allDone();
    at.refused.add("x");
    const rounds = new Rounds(at.deps(), begun);
    await rounds.oneRound();
    assert.deepEqual(
      rounds.state.refused.map(({ id, reason }) => [id, reason.status]),
      [["x", 400]],
    );
    at.refused.clear();
    at.log(upsert("x"));
    at.allDone();
    await rounds.oneRound();
    assert.deepEqual(rounds.state.refused, []);
  });

  it("a pod's answer that doesn't show the last logged effect is believed only after settle", async () => {
    const at = new FakeRound();
    at.log(upsert("x"), upsert("y"));
    at.allDone();
    at.pod.set("y", record("y"));
    const rounds = new Rounds(at.deps({ times: { settleMs: 2_000, lateMs: 60_000 } }), begun);
    await rounds.oneRound();
    assert.deepEqual(at.clock.sleeps, [2_000]);
    assert.deepEqual(at.events.slice(1, 4), ["read x y", "read x", "bring -x y"]);
  });

  it("does not wait for settle where a later write of the record is carried over: it is read again by then", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.log({ op: "upsert", id: "x", values: [2] });
    at.pod.set("x", record("x", 2));
    const rounds = new Rounds(at.deps({ times: { settleMs: 2_000, lateMs: 60_000 } }), begun);
    await rounds.oneRound();
    assert.deepEqual(
      at.events.filter((event) => event.startsWith("read")),
      ["read x"],
    );
    assert.deepEqual(rounds.state.position, { a: 1 });
  });

  it("waits for settle inside a fence also where another write of the record has no known outcome", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.log({ op: "upsert", id: "x", values: [2] });
    const rounds = new Rounds(at.deps({ times: { settleMs: 2_000, lateMs: 60_000 } }), begun);
    await rounds.lastRound(FENCED, { a: 2 });
    assert.deepEqual(at.clock.sleeps, [2_000]);
  });

  it("ends under a steady load on a pod index with replicas, though each round waits for settle", async () => {
    const at = new FakeRound();
    const ids = Array.from({ length: 150 }, (_, n) => `r${n}`);
    const write = (value: number) => {
      for (const id of ids) at.log({ op: "upsert", id, values: [value] });
      for (const id of ids) at.pod.set(id, record(id, value));
    };
    const deps = at.deps({ times: { settleMs: 2_000, lateMs: 60_000 } });
    let reads = 0;
    const fetch: RoundDeps["truth"]["fetch"] = (ns, asked) => {
      reads += 1;
      if (reads > 100) throw new Error("there is no end");
      // All was done, and is written again meanwhile.
      at.allDone();
      at.clock.advance(10);
      write(reads);
      return deps.truth.fetch(ns, asked);
    };
    write(0);
    at.allDone();
    await new Rounds({ ...deps, truth: { fetch } }, begun).catchUp();
  });

  it("takes no round for small in which one record waited for settle beside much work", async () => {
    const at = new FakeRound();
    const time = new VirtualTime();
    const ids = Array.from({ length: 2_200 }, (_, n) => `r${n}`);
    at.log(...ids.map(upsert));
    at.allDone();
    for (const id of ids.slice(1)) at.pod.set(id, record(id));
    const deps = at.deps({ times: { settleMs: 2_000, lateMs: 60_000 }, clock: time, concurrency: 2 });
    const fetch: RoundDeps["truth"]["fetch"] = async (ns, asked) => {
      await time.sleep(250);
      return deps.truth.fetch(ns, asked);
    };
    const rounds = new Rounds({ ...deps, truth: { fetch } }, begun);
    // Eleven groups and a second read, at two places: 1.5 s of work, beside which one waits for 2 s.
    await time.until(rounds.catchUp());
    assert.equal(rounds.state.rounds, 2);
  });

  it("a round that fails saves what may yet take effect, and stays where it was", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.unheard.add("x");
    const deps = at.deps();
    const bring: typeof deps.bringer.bring = async (...args) => {
      await deps.bringer.bring(...args);
      throw new Error("gave up");
    };
    const rounds = new Rounds({ ...deps, bringer: { bring } }, begun);
    await assert.rejects(rounds.oneRound(), /gave up/);
    assert.deepEqual([rounds.state.position, Object.keys(rounds.state.unknown[""] ?? {})], [{}, ["x"]]);
  });

  for (const gaveUp of [false, true]) {
    const what = gaveUp ? "fails, and can't save its state," : "can't save its state at its end";
    it(`a round that ${what} still knows what may yet take effect: the lease is not handed back`, async () => {
      const at = new FakeRound();
      at.log(upsert("x"));
      at.allDone();
      at.unheard.add("x");
      const deps = at.deps();
      const bring: typeof deps.bringer.bring = async (...args) => {
        await deps.bringer.bring(...args);
        if (gaveUp) throw new Error("gave up");
      };
      const save: typeof deps.save = async (state) => {
        if (Object.keys(state.unknown).length > 0) throw new Error("the store is away");
        await deps.save(state);
      };
      const rounds = new Rounds({ ...deps, bringer: { bring }, save }, begun);
      await assert.rejects(rounds.oneRound(), gaveUp ? /gave up/ : /the store is away/);
      assert.equal(mayLandLate(rounds.state, at.clock.now(), 60_000), true);
      assert.deepEqual([rounds.state.rounds, rounds.state.position], [0, {}]);
    });
  }

  it("a round that fails once all is sent saves what may yet take effect too", async () => {
    const at = new FakeRound();
    at.log(upsert("x"));
    at.allDone();
    at.unheard.add("x");
    const { direction } = at.deps();
    const notFresh: typeof direction = {
      ...{ readsAnyTime: true, beforeReading: async () => {} },
      nameBulk: (...args) => direction.nameBulk(...args),
      beforeSending: (named, book) => direction.beforeSending(named, book),
      afterSending: async () => {
        throw new Error("not fresh");
      },
    };
    const rounds = new Rounds(at.deps({ direction: notFresh }), begun);
    await assert.rejects(rounds.oneRound(), /not fresh/);
    assert.equal(mayLandLate(rounds.state, at.clock.now(), 60_000), true);
    assert.deepEqual(at.saved.at(-1), rounds.state);
  });

  it("proves a namespace fresh once bulk writes would name too much, and forgets what was written", async () => {
    const at = new FakeRound();
    at.log({ op: "deleteByFilter", filter: { color: "red" } });
    at.allDone();
    const recent = { "": Array.from({ length: 101 }, (_, each) => `r${each}`), n: ["kept"] };
    const rounds = new Rounds(at.deps(), { ...begun, recent });
    await rounds.oneRound();
    assert.ok(at.events.includes("fresh "));
    assert.deepEqual(rounds.state.recent, { n: ["kept"] });
  });
});

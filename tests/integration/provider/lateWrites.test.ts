import assert from "node:assert/strict";
import type { Index } from "@pinecone-database/pinecone";
import { type ActiveIndexInputs, activeIndex } from "../../../provider/src/handlers/activeIndex";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { type Clock, systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import { createSeal } from "../../../provider/src/writeLog/segments";
import { contextOf, type NotedContext } from "../../support/provider/contexts";
import {
  beforeSwitch,
  eachLogged,
  type LoggedMigration,
  record,
  untilTaken,
} from "../../support/provider/loggedMigration";
import type { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

/** Upserts, and deletes of many, that fail for the application at once and take effect only when they are let. */
class Delayed {
  on = false;
  readonly #held: (() => Promise<unknown>)[] = [];

  readonly through = (index: Index): Index =>
    new Proxy(index, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if ((key === "upsert" || key === "deleteMany") && this.on) {
          return (request: never) => this.#hold(() => target[key](request));
        }
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  async #hold(send: () => Promise<unknown>): Promise<never> {
    this.#held.push(send);
    throw new Error("socket hang up");
  }

  async land(): Promise<void> {
    for (const send of this.#held.splice(0)) await send();
  }
}

/** A process that was killed with a delete under way, and declared dead. */
async function killedUnderWay(url: string): Promise<void> {
  const { store, control } = logAt(url);
  const killed = { v: 1, t: Date.now(), n: 0, w: "killed", e: (await control.read()).epoch, ns: "" } as const;
  await new Appender(store, killed.w).append([{ ...killed, op: "delete", ids: ["gone"] }]);
  assert.ok(await createSeal(store, killed.w, 1));
  await control.swap(({ writers }) => ({ writers: { ...writers, killed: { end: 1 } } }));
}

describe("writes of unknown outcome around a switch", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const markOf = async (index: string, id: string) => {
    const { host } = (await stage().client.describeIndex(index)) ?? assert.fail(`no ${index}`);
    return (await stage().client.reader(host).fetch("", [id])).get(id)?.metadata?.value;
  };

  /** The step of ActiveIndex alone, with what it says. */
  const switchTo = async (
    rows: MigrationRows,
    phase: "copy" | "cutover",
    { clock = systemClock, signal }: { clock?: Clock; signal?: AbortSignal } = {},
  ): Promise<NotedContext> => {
    const context = contextOf(stage().client, signal === undefined ? { clock } : { clock, signal });
    const asked = rows.askActive(phase) as unknown as ActiveIndexInputs;
    const outs = await activeIndex.update(context, rows.active.outs, asked);
    rows.active.outs = { ...rows.active.outs, ...asked, ...outs };
    rows.active.inputs = { ...rows.active.inputs, ...asked };
    return context;
  };

  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  /** Writes `x`, or what is given, when the fence is announced; it takes effect on the pod index `afterMs` after the switch. */
  async function lateWrite(
    delayed: Delayed,
    { app, url }: LoggedMigration,
    afterMs: number,
    write = () => app.upsert({ records: [record("x", 2)] }),
  ): Promise<void> {
    const { control } = logAt(url);
    await until(async () => (await control.read()).soon);
    delayed.on = true;
    await assert.rejects(write());
    delayed.on = false;
    await until(async () => (await control.read()).active === "serverless");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await delayed.land();
  }

  it("waits for one that was under way at the fence, tells it, and lets `retire` go on", async () => {
    const delayed = new Delayed();
    const migration = await begin("mirrored", { through: delayed.through, lateMs: 3_000 });
    const { rows, app } = migration;
    await app.upsert({ records: [record("x", 1)] });
    await beforeSwitch(stage(), migration);
    const [{ said }] = await Promise.all([switchTo(rows, "cutover"), lateWrite(delayed, migration, 300)]);
    assert.equal(await markOf("docs", "x"), 2);
    assert.equal(await markOf("docs-serverless", "x"), 1);
    assert.equal(said.warn.filter((line) => /unknown outcome.*\n.*: x in/.test(line)).length, 1, said.warn.join("\n"));
    await rows.up("retire");
    await rows.podIndex.delete();
  });

  it("waits for one that takes effect when the comparison would be over", async () => {
    const delayed = new Delayed();
    const migration = await begin("mirrored", { through: delayed.through, lateMs: 4_000 });
    const { rows } = migration;
    await beforeSwitch(stage(), migration);
    await Promise.all([switchTo(rows, "cutover"), lateWrite(delayed, migration, 2_500)]);
    assert.equal(await markOf("docs", "x"), 2);
    await rows.up("retire");
    await rows.podIndex.delete();
  });

  it("doesn't wait when every write was over", async () => {
    const migration = await begin("mirrored", { lateMs: 20_000 });
    await migration.app.upsert({ records: [record("x", 1)] });
    await beforeSwitch(stage(), migration);
    const began = Date.now();
    const { said } = await switchTo(migration.rows, "cutover");
    assert.ok(Date.now() - began < 10_000);
    assert.deepEqual(said.warn, []);
  });

  it("waits for a bulk delete of a process that was killed under way: it may still come, and needs a whole namespace to be listed", async () => {
    const migration = await begin("mirrored", { lateMs: 3_000 });
    await beforeSwitch(stage(), migration);
    const { store, control } = logAt(migration.url);
    const killed = { v: 1, t: Date.now(), n: 0, w: "killed", e: (await control.read()).epoch, ns: "gone" } as const;
    await new Appender(store, killed.w).append([{ ...killed, op: "deleteAll" }]);
    assert.ok(await createSeal(store, killed.w, 1));
    await control.swap(({ writers }) => ({ writers: { ...writers, killed: { end: 1 } } }));
    await switchTo(migration.rows, "cutover");
    assert.equal((await control.read()).active, "serverless");
  });

  it("a way back on a machine whose clock is ahead waits for one too: it never lands over what was written since", async () => {
    const delayed = new Delayed();
    const migration = await begin("mirrored", { through: delayed.through, lateMs: 3_000 });
    const { rows, app, url } = migration;
    await app.upsert({ records: [record("x", 1)] });
    await beforeSwitch(stage(), migration);
    const { control } = logAt(url);
    const stop = new AbortController();
    const cutover = switchTo(rows, "cutover", { signal: stop.signal });
    await until(async () => (await control.read()).soon);
    delayed.on = true;
    await assert.rejects(app.upsert({ records: [record("x", 2)] }));
    delayed.on = false;
    await until(async () => (await control.read()).active === "serverless");
    stop.abort();
    await assert.rejects(cutover, { code: "STOPPED" });
    await app.upsert({ records: [record("x", 3)] });
    const ahead: Clock = { ...systemClock, now: () => systemClock.now() + 3_600_000 };
    const landing = new Promise((resolve) => setTimeout(resolve, 1_500)).then(() => delayed.land());
    await Promise.all([switchTo(rows, "copy", { clock: ahead }), landing]);
    assert.equal((await control.read()).active, "pod");
    assert.equal(await markOf("docs", "x"), 3);
  });

  it("a way back waits for nothing once the cutover was looked at, also for a process that was killed under way", async () => {
    const migration = await begin("mirrored", { lateMs: 5_000 });
    await beforeSwitch(stage(), migration);
    await killedUnderWay(migration.url);
    await switchTo(migration.rows, "cutover");
    const { said } = await switchTo(migration.rows, "copy");
    assert.deepEqual(
      said.progress.filter((line) => line.includes("may yet take effect")),
      [],
    );
  });

  it("the way there again waits for one that was sent to the serverless index before the way back", async () => {
    const migration = await begin("mirrored", { lateMs: 3_000 });
    await beforeSwitch(stage(), migration);
    await switchTo(migration.rows, "cutover");
    await killedUnderWay(migration.url);
    await switchTo(migration.rows, "copy");
    await beforeSwitch(stage(), migration);
    const { said } = await switchTo(migration.rows, "cutover");
    assert.ok(said.progress.some((line) => line.includes("may yet take effect")));
  });

  it("still fails for a record that no such write explains", async () => {
    const delayed = new Delayed();
    const migration = await begin("mirrored", { through: delayed.through, lateMs: 2_000 });
    const { rows, url } = migration;
    await beforeSwitch(stage(), migration);
    const past = async () => {
      await until(async () => (await logAt(url).control.read()).active === "serverless");
      // Past the capture, with other content than the write that has not taken effect.
      await stage().upsert("docs", "", ["x"], 77);
    };
    const late = lateWrite(delayed, migration, 0).then(past);
    await assert.rejects(switchTo(rows, "cutover"), { code: "PARITY_DIFFERENT" });
    await late;
  });

  it("fails for it also when the application made a bulk write of other records since the switch", async () => {
    const delayed = new Delayed();
    const migration = await begin("mirrored", { through: delayed.through, lateMs: 2_000 });
    const { rows, app, url } = migration;
    await beforeSwitch(stage(), migration);
    const past = async () => {
      await until(async () => (await logAt(url).control.read()).active === "serverless");
      await untilTaken(() => app.deleteMany({ filter: { value: { $eq: 7 } } }));
      await stage().upsert("docs", "", ["x"], 77);
    };
    const late = lateWrite(delayed, migration, 0).then(past);
    await assert.rejects(switchTo(rows, "cutover"), { code: "PARITY_DIFFERENT" });
    await late;
  });

  for (const [value, outcome] of [
    [1, "is what a record that it finds was deleted by"],
    [7, "does not explain that another record is gone"],
  ] as const) {
    it(`a bulk delete by filter ${outcome}`, async () => {
      const delayed = new Delayed();
      const migration = await begin("mirrored", { through: delayed.through, lateMs: 2_000 });
      const { rows, app, url } = migration;
      await beforeSwitch(stage(), migration);
      await app.upsert({ records: [record("x", 1)] });
      const past = async () => {
        await until(async () => (await logAt(url).control.read()).active === "serverless");
        await stage().remove("docs", "", ["x"]);
      };
      const write = () => app.deleteMany({ filter: { value: { $eq: value } } });
      const late = lateWrite(delayed, migration, 0, write).then(value === 1 ? () => undefined : past);
      const switching = switchTo(rows, "cutover");
      if (value === 1) await switching;
      else await assert.rejects(switching, { code: "PARITY_DIFFERENT" });
      await late;
      assert.equal(await markOf("docs", "x"), undefined);
    });
  }

  it("deferred: takes one that is under way before the way back along", async () => {
    const delayed = new Delayed();
    const { rows, app } = await begin("deferred", { through: delayed.through, lateMs: 4_000 });
    await rows.up("cutover");
    await app.upsert({ records: [record("x", 1)] });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    delayed.on = true;
    await assert.rejects(app.upsert({ records: [record("x", 2)] }));
    delayed.on = false;
    const landing = new Promise((resolve) => setTimeout(resolve, 3_000)).then(() => delayed.land());
    const [{ said }] = await Promise.all([switchTo(rows, "copy"), landing]);
    assert.deepEqual(said.warn, []);
    assert.ok(said.progress.some((line) => line.includes("no known outcome")));
    assert.equal(await markOf("docs", "x"), 2);
    rows.parity.partial = true;
    await rows.parity.up(rows.askParity("copy"));
  });

  it("deferred: goes back all the same where requests fail all the time, and says what may come of it", async () => {
    const delayed = new Delayed();
    const { rows, app, url } = await begin("deferred", { through: delayed.through, lateMs: 500 });
    await rows.up("cutover");
    delayed.on = true;
    let going = true;
    const failing = (async () => {
      while (going) {
        await app.upsert({ records: [record("x", 2)] }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const { said } = await switchTo(rows, "copy");
    going = false;
    await failing;
    assert.equal((await logAt(url).control.read()).active, "pod");
    assert.equal(said.warn.filter((line) => line.includes("no known outcome")).length, 1);
  });
});

describe("a rollback that fails half-way", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  it("is what `retire` names, with the way on", async () => {
    const { rows, app } = await begin();
    await rows.up("cutover");
    await app.upsert({ records: [record("x", 1)] });
    stage().newRun();
    // No writer can end its writes in no time: the rounds run, the fence does not succeed.
    await assert.rejects(rows.active.up({ ...rows.askActive("copy"), __hold: 0 }), { code: "CUTOVER_POSTPONED" });
    await rows.up("cutover");
    await assert.rejects(rows.up("retire"), (error: { code?: string; message: string }) => {
      assert.equal(error.code, "RETIRE_NOT_PROVEN");
      assert.match(error.message, /a rollback was begun/);
      assert.doesNotMatch(error.message, /somebody wrote/);
      assert.match(error.message, /Next: finish it: set `phase: copy`/);
      return true;
    });
    for (const phase of ["copy", "cutover", "retire"] as const) await rows.up(phase);
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  it("is not blamed for what somebody wrote to the pod index without one", async () => {
    const { rows } = await begin();
    await rows.up("cutover");
    await stage().upsert("docs", "", ["a"], 9);
    await assert.rejects(rows.up("retire"), (error: { code?: string; message: string }) => {
      assert.equal(error.code, "RETIRE_NOT_PROVEN");
      assert.match(error.message, /somebody wrote to the pod index: a in/);
      return true;
    });
  });
});

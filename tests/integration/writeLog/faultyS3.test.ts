import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { PodshiftError } from "../../../provider/src/errors";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { systemLeaseClock } from "../../../provider/src/writeLog/lease";
import { type OpenLog, openLog } from "../../../provider/src/writeLog/openLog";
import { createSeal, readSegment } from "../../../provider/src/writeLog/segments";
import { Writer } from "../../../provider/src/writeLog/writer";
import { type FaultyPlace, startFaultyPlace } from "../../support/s3/faultyPlace";
import { keyEnds, type S3Fault, type S3Rule } from "../../support/s3/s3Faults";
import { logOf } from "../../support/writeLog/logs";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const text = (body: Uint8Array | undefined) => (body === undefined ? undefined : Buffer.from(body).toString("utf8"));

describe(`a write log on S3 behind a bad network (PODSHIFT_SEED=${SEED})`, () => {
  let place: FaultyPlace;
  let tests = 0;
  let url: string;

  before(async () => {
    place = await startFaultyPlace(SEED);
  });
  after(() => place?.stop());
  beforeEach(() => {
    tests += 1;
    url = place.url.replace("app/docs", `test-${tests}`);
    place.s3.setRules([]);
    place.s3.lagListings(0);
    place.s3.skewClock(0);
    place.s3.seen.length = 0;
  });

  /** Of a process of its own: what one learned the other doesn't know. */
  const open = (): OpenLog => openLog(url, { clock: systemClock, nonce: randomUUID });
  /** Statuses that the server answered to requests for an object, in their order. */
  const asked = (operation: string, path: string) =>
    place.s3.seen.filter((seen) => seen.operation === operation && keyEnds(seen.key, path)).map(({ status }) => status);
  const once = (operation: S3Rule["operation"] & string, fault: S3Fault, times = 1): void =>
    place.s3.setRules([{ operation, times, fault }]);
  const isUnavailable = (error: unknown) => error instanceof PodshiftError && error.code === "LOG_UNAVAILABLE";

  describe("an object that is created", () => {
    it("is known to be one's own though the answer was lost after the effect", async () => {
      once("create", { kind: "dropAnswer" });
      const { store } = open();
      assert.equal(await store.create("a/1", Buffer.from("mine")), true);
      assert.deepEqual(asked("create", "a/1"), [200, 412]);
      assert.equal(text(await store.get("a/1")), "mine");
    });

    it("is known to be another's though the first answer was lost", async () => {
      const { store } = open();
      await store.create("a/1", Buffer.from("theirs"));
      once("create", { kind: "dropAnswer" });
      assert.equal(await store.create("a/1", Buffer.from("mine")), false);
      assert.equal(text(await store.get("a/1")), "theirs");
    });

    it("is one's own though the request timed out, and came to be while it was asked for again", async () => {
      for (const fault of [{ kind: "holdAnswer", ms: 3_000 } as const, { kind: "delay", ms: 1_200 } as const]) {
        once("create", fault);
        const { store } = open();
        const path = `late/${fault.kind}`;
        assert.equal(await store.create(path, Buffer.from("mine")), true, fault.kind);
        await delay(1_500);
        assert.deepEqual([...asked("create", path)].sort(), [200, 412], fault.kind);
        assert.equal(text(await store.get(path)), "mine", fault.kind);
      }
    });

    for (const code of ["SlowDown", "InternalError", "ConditionalRequestConflict", "RequestTimeTooSkewed"] as const) {
      it(`comes to be after ${code}`, async () => {
        once("create", { kind: "refuse", code }, 2);
        assert.equal(await open().store.create("a/1", Buffer.from("mine")), true);
        assert.deepEqual(asked("create", "a/1"), [undefined, undefined, 200]);
      });
    }

    it("is said to be neither there nor absent while the service doesn't let it be known, in bounded time", async () => {
      place.s3.setRules([
        { operation: "create", fault: { kind: "refuse", code: "SlowDown" } },
        { operation: "get", fault: { kind: "reset" } },
      ]);
      const began = performance.now();
      await Promise.all([
        assert.rejects(open().store.create("a/1", Buffer.from("mine")), isUnavailable),
        assert.rejects(open().store.get("control/000000000001.json"), isUnavailable),
      ]);
      assert.ok(performance.now() - began < 10_000);
      place.s3.setRules([]);
      assert.equal(await open().store.get("a/1"), undefined);
      assert.equal(await open().store.get("control/000000000001.json"), undefined);
    });

    it("has one creator of two, whatever answers are lost: both know which", async () => {
      place.s3.setRules([
        { operation: "create", share: 0.3, fault: { kind: "dropAnswer" } },
        { operation: "create", share: 0.2, fault: { kind: "reset" } },
        { operation: "create", share: 0.1, fault: { kind: "refuse", code: "ConditionalRequestConflict" } },
        { operation: "create", share: 0.05, fault: { kind: "delay", ms: 100, upToMs: 1_500 } },
      ]);
      const before = place.s3.struck.dropAnswer ?? 0;
      const rounds = Array.from({ length: 40 }, async (_, round) => {
        const path = `race/${round}`;
        const bodies = ["a", "b", "c"].map((name) => `${name} of ${round}`);
        const made = await Promise.all(bodies.map((body) => isMine(path, Buffer.from(body))));
        const holds = text(await open().store.get(path));
        assert.deepEqual(
          made,
          bodies.map((body) => body === holds),
          `${path} holds ${holds}`,
        );
      });
      await Promise.all(rounds);
      assert.ok((place.s3.struck.dropAnswer ?? 0) - before >= 10, "hardly any answer was lost");
    });
  });

  describe("an object that is replaced", () => {
    it("is asked for once when the outcome is unknown: a lease must not be renewed twice by one request", async () => {
      for (const fault of [{ kind: "dropAnswer" } as const, { kind: "reset" } as const]) {
        once("put", fault);
        const path = `writers/${fault.kind}.json`;
        await assert.rejects(open().store.put(path, Buffer.from("{}")), isUnavailable, fault.kind);
        assert.equal(asked("put", path).length, 1, fault.kind);
      }
    });

    for (const fault of [
      { kind: "dropAnswer" },
      { kind: "reset" },
      { kind: "refuse", code: "InternalError" },
      { kind: "holdAnswer", ms: 4_000 },
    ] satisfies S3Fault[]) {
      it(`is asked for again, where it says how far somebody is (${fault.kind})`, async () => {
        const { store } = open();
        await store.put("catch-up/forward.json", Buffer.from("1"));
        once("put", fault);
        await store.put("catch-up/forward.json", Buffer.from("2"));
        assert.equal(text(await store.get("catch-up/forward.json")), "2");
      });
    }

    it("isn't laid over what came after it, however late it comes", async () => {
      const [first, second] = [open().store, open().store];
      await first.put("catch-up/forward.json", Buffer.from("1"));
      once("put", { kind: "delay", ms: 3_500 });
      await first.put("catch-up/forward.json", Buffer.from("2"));
      // As by a run that was killed, and the one after it.
      once("put", { kind: "delay", ms: 1_500 });
      const killed = first.put("catch-up/forward.json", Buffer.from("3")).catch(() => undefined);
      await delay(100);
      await second.put("catch-up/forward.json", Buffer.from("4"));
      place.s3.setRules([{ operation: "put", fault: { kind: "reset" } }]);
      await delay(2_500);
      assert.equal(text(await open().store.get("catch-up/forward.json")), "4");
      assert.equal(asked("put", "catch-up/forward.json").filter((status) => status === 412).length >= 2, true);
      place.s3.setRules([]);
      await killed;
    });

    it("is asked for again after a refusal, which did nothing", async () => {
      once("put", { kind: "refuse", code: "SlowDown" }, 2);
      await open().store.put("writers/a.json", Buffer.from("{}"));
      assert.deepEqual(asked("put", "writers/a.json"), [undefined, undefined, 200]);
    });
  });

  describe("an object that is read", () => {
    it("is known to be absent, though the answer that said so was cut off or lost", async () => {
      for (const fault of [{ kind: "truncate" }, { kind: "dropAnswer" }, { kind: "reset" }] satisfies S3Fault[]) {
        once("get", fault);
        assert.equal(await open().store.get("segments/a/1"), undefined, fault.kind);
      }
    });

    it("is whole, though an answer was cut off, lost, refused or late", async () => {
      const body = Buffer.alloc(300_000, "0123456789");
      await open().store.create("segments/a/1", body);
      const faults: S3Fault[] = [
        { kind: "truncate" },
        { kind: "dropAnswer" },
        { kind: "reset" },
        { kind: "refuse", code: "SlowDown" },
        { kind: "refuse", code: "InternalError" },
        { kind: "holdAnswer", ms: 4_000 },
      ];
      for (const fault of faults) {
        once("get", fault);
        assert.equal(Buffer.compare(body, (await open().store.get("segments/a/1")) ?? Buffer.alloc(0)), 0, fault.kind);
      }
    });
  });

  describe("the log on it", () => {
    it("counts every swap once, though answers are lost and come late", async () => {
      const controls = Array.from({ length: 4 }, () => open().control);
      await logOf(controls[0] ?? open().control);
      place.s3.setRules([
        { operation: "create", share: 0.15, fault: { kind: "dropAnswer" } },
        { operation: "create", share: 0.1, fault: { kind: "refuse", code: "ConditionalRequestConflict" } },
        { share: 0.05, fault: { kind: "reset" } },
        { share: 0.05, fault: { kind: "refuse", code: "SlowDown" } },
        { operation: "create", share: 0.05, fault: { kind: "delay", ms: 100, upToMs: 1_200 } },
      ]);
      const swaps = 10;
      const done = await Promise.all(
        controls.map(async (control) => {
          let own = 0;
          for (let n = 0; n < swaps; n += 1)
            if ((await control.swap(({ floor }) => ({ floor: floor + 1 }))) !== undefined) own += 1;
          return own;
        }),
      );
      place.s3.setRules([]);
      await delay(1_300);
      assert.deepEqual(
        done,
        controls.map(() => swaps),
      );
      assert.equal((await open().control.read()).floor, swaps * controls.length);
    });

    it("never says that a swap was not done which was: the answer was lost, and the next try was refused", async () => {
      const { control } = open();
      const from = await logOf(control);
      place.s3.setRules([
        { operation: "create", times: 1, fault: { kind: "dropAnswer" } },
        { operation: "create", times: 1, fault: { kind: "refuse", code: "AccessDenied" } },
      ]);
      const swapped = await control.swapFrom(from, { floor: 7 });
      assert.equal(swapped?.floor, 7);
      assert.equal((await open().control.read()).by, swapped?.by);
    });

    it("holds every acknowledged entry once, in its writer's order, with no number skipped or doubled", async () => {
      place.s3.setRules([
        { operation: "create", share: 0.12, fault: { kind: "dropAnswer" } },
        { operation: "create", share: 0.08, fault: { kind: "reset" } },
        { operation: "create", share: 0.05, fault: { kind: "delay", ms: 100, upToMs: 1_500 } },
        { operation: ["create", "get"], share: 0.05, fault: { kind: "refuse", code: "SlowDown" } },
        { operation: "create", share: 0.03, fault: { kind: "holdAnswer", ms: 2_000 } },
        { operation: "get", share: 0.1, fault: { kind: "truncate" } },
      ]);
      const writers = ["a.1", "b.1", "c.1"];
      const acknowledged = new Set<string>();
      const losing = delay(300).then(() => place.s3.lose(1_200));
      await Promise.all(writers.map((w) => append(new Appender(open().store, w), 25, acknowledged)));
      await losing;
      place.s3.setRules([]);
      await delay(1_600);
      assert.ok(acknowledged.size >= writers.length * 25, `only ${acknowledged.size} were acknowledged`);
      for (const w of writers) await assertInOrder(w, acknowledged);
    });

    it("takes nothing more of a writer that was sealed while its segment was on its way", async () => {
      const appender = new Appender(open().store, "a.1");
      await appender.append([entryOf("a.1", 1)]);
      place.s3.setRules([{ operation: "create", path: /segments/, times: 1, fault: { kind: "delay", ms: 700 } }]);
      const late = appender.append([entryOf("a.1", 2)]);
      await delay(100);
      assert.equal(await createSeal(open().store, "a.1", 1), true);
      await assert.rejects(late, (error: unknown) => error instanceof PodshiftError && error.code === "WRITER_SEALED");
      assert.equal((await readSegment(open().store, "a.1", 1))?.sealed, true);
    });

    it("is read to its newest record though listings lag", async () => {
      const { control } = open();
      await logOf(control);
      place.s3.lagListings(60_000);
      for (let n = 0; n < 5; n += 1) await control.swap(({ floor }) => ({ floor: floor + 1 }));
      assert.deepEqual(await open().store.list("control"), [], "the listing lags");
      assert.equal((await open().control.read()).floor, 5);
    });

    it("refuses deferred writes while a clock is wrong, and takes them again once it is right", async () => {
      const { store, control } = open();
      const times = { leaseMs: 900, fenceMs: 6_000, settleMs: 0, lateMs: 1_000 };
      await logOf(control, [], { writes: "deferred", times });
      const writer = new Writer({
        ...{ store, control, name: "a", unique: randomUUID, clock: systemClock, leaseClock: systemLeaseClock },
      });
      await writer.start();
      try {
        await write(writer, 1);
        place.s3.skewClock(5_000);
        await until(async () => (await codeOf(write(writer, 2))) === "CLOCK_SKEW", "it goes on with a wrong clock");
        place.s3.skewClock(0);
        await until(async () => (await codeOf(write(writer, 3))) === "", "it does not go on with a right one");
        // For longer than a second: dates have whole ones, and a right clock must not look wrong at the end of one.
        for (let n = 4; n < 24; n += 1) {
          await write(writer, n);
          await delay(100);
        }
      } finally {
        await writer.end();
      }
    });
  });

  /** By the rule of whoever creates: tried again while it isn't known, and what is there decides. */
  async function isMine(path: string, body: Uint8Array): Promise<boolean> {
    const { store } = open();
    for (;;) {
      try {
        if (await store.create(path, body)) return true;
        return Buffer.compare((await store.get(path)) ?? Buffer.alloc(0), body) === 0;
      } catch (error) {
        assert.ok(isUnavailable(error), String(error));
      }
    }
  }

  /** Appends as an application does: what was not acknowledged is written anew, as another entry. */
  async function append(appender: Appender, count: number, acknowledged: Set<string>): Promise<void> {
    for (let n = 1, t = 1; n <= count; t += 1) {
      try {
        await appender.append([entryOf(appender.writer, t)]);
        acknowledged.add(`${appender.writer} ${t}`);
        n += 1;
      } catch (error) {
        assert.ok(isUnavailable(error), String(error));
        await delay(50);
      }
    }
  }

  async function assertInOrder(w: string, acknowledged: ReadonlySet<string>): Promise<void> {
    const found: number[] = [];
    const { store } = open();
    const numbers = (await store.list(`segments/${w}`)).map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      numbers.map((_, at) => at),
      `${w}: numbers of segments`,
    );
    for (const number of numbers) {
      for (const { t } of (await readSegment(store, w, number))?.entries ?? []) found.push(t);
    }
    assert.deepEqual(
      found,
      [...new Set(found)].sort((a, b) => a - b),
      `${w}: each entry once, in order`,
    );
    const missing = [...acknowledged].filter((each) => {
      const [writer, t] = each.split(" ");
      return writer === w && !found.includes(Number(t));
    });
    assert.deepEqual(missing, [], "acknowledged and not in the log");
  }
});

function entryOf(w: string, t: number): Entry {
  return { v: 1, t, n: 0, w, e: 1, ns: "", op: "upsert", id: `record-${t}`, values: [1, t] };
}

function write(writer: Writer, n: number): Promise<string> {
  return writer.write({
    entries: () => [{ ns: "", op: "upsert", id: `record-${n}`, values: [1, n] }],
    send: async () => "sent",
    deferred: () => "logged",
    isRefusal: () => false,
  });
}

/** "" when it succeeds. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "";
  } catch (error) {
    return error instanceof PodshiftError ? error.code : String(error);
  }
}

async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 60_000; await delay(50)) if (await holds()) return;
  assert.fail(otherwise);
}

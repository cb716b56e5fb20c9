import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import { Watermarks } from "../../../provider/src/migration/fold/watermark";
import { closeWriter } from "../../../provider/src/writeLog/closeWriter";
import { Control, type LogTimes, type WriteMode } from "../../../provider/src/writeLog/control";
import { compareEntries, type Entry } from "../../../provider/src/writeLog/entry";
import { leasePath, type WriterLease } from "../../../provider/src/writeLog/lease";
import { createSeal, parseSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import { type LogStore, toJson } from "../../../provider/src/writeLog/store";
import { type WriteRequest, Writer } from "../../../provider/src/writeLog/writer";
import { logOf } from "../../support/writeLog/logs";
import { seeded } from "../../support/writeLog/random";
import { CALM, networkStore, VirtualNetwork } from "../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../support/writeLog/virtualTime";

const TIMES: LogTimes = { leaseMs: 1_000, fenceMs: 3_000, settleMs: 0, lateMs: 4_000 };

/** One writer on a log in virtual time. */
class Stage {
  readonly time = new VirtualTime();
  process = new VirtualProcess(this.time, "app");
  readonly files = new Map<string, Uint8Array>();
  readonly network = new VirtualNetwork(this.time, seeded(7), CALM);
  /** Told what is written by others than the writer. */
  written: (path: string, body: Uint8Array) => void = () => undefined;
  readonly direct = networkStore(this.network, new VirtualProcess(this.time, "other"), this.files, 500, (path) =>
    this.written(path, this.files.get(path) ?? assert.fail(path)),
  );
  readonly control = new Control(this.direct, { sleep: (ms) => this.time.sleep(ms) }, () => this.#serial("other"));
  readonly events: string[] = [];
  store: LogStore = networkStore(this.network, this.process, this.files, 500);
  #count = 0;

  #serial(of: string): string {
    this.#count += 1;
    return `${of}${this.#count}`;
  }

  async writer(times = TIMES, writes: WriteMode = "mirrored"): Promise<Writer> {
    await this.during(logOf(this.control, [], { times, writes }));
    const { clock, leaseClock } = this.process;
    const control = new Control(this.#store(), clock, () => this.#serial("app"));
    const options = { store: this.#store(), control, name: "app", unique: () => this.#serial(""), clock, leaseClock };
    return this.during(new Writer(options).start());
  }

  /** Another process that joins the log, with a clock of its own. */
  another(name: string, skewMs: number): Promise<Writer> {
    return this.as(new VirtualProcess(this.time, name, 1, skewMs));
  }

  async as({ name, clock, leaseClock }: VirtualProcess): Promise<Writer> {
    const control = new Control(this.direct, clock, () => this.#serial(name));
    const options = { store: this.direct, control, name, unique: () => this.#serial(""), clock, leaseClock };
    return this.during(new Writer(options).start());
  }

  /** What a writer has logged. */
  entriesOf(id: string): Entry[] {
    const paths = [...this.files.keys()].filter((path) => path.startsWith(`segments/${id}/`)).sort();
    return paths.flatMap((path, at) => [...parseSegment(id, at, this.files.get(path) ?? Buffer.alloc(0)).entries]);
  }

  /** So that a test may change the store while the writer uses it. */
  #store(): LogStore {
    const { url } = this.store;
    return {
      url,
      create: (path, body) => this.store.create(path, body),
      put: (path, body) => this.store.put(path, body),
      get: (path) => this.store.get(path),
      list: (path) => this.store.list(path),
      delete: (path) => this.store.delete(path),
    };
  }

  /** Lets time pass until this is settled; fails when it isn't within a minute. */
  async during<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    work.then(end, end);
    const until = this.time.now + 60_000;
    while (!settled && this.time.now < until) await this.time.run(this.time.now + 10);
    if (!settled) throw new Error("it waits for ever");
    return work;
  }

  request(id: string, takesMs = 20, fails?: Error): WriteRequest<string> {
    let asked = 0;
    return {
      entries: () => {
        asked += 1;
        if (asked > 500) throw new Error("the writer tries again and again without waiting");
        return [{ op: "delete", ns: "", ids: [id] }];
      },
      send: async (active) => {
        this.events.push(`${id} sent to ${active}`);
        await this.time.sleep(takesMs, this.process);
        if (fails !== undefined) throw fails;
        return id;
      },
      deferred: () => id,
      isRefusal: () => false,
    };
  }

  lease(writer: Writer): WriterLease {
    const body = this.files.get(leasePath(writer.state().writer)) ?? toJson({});
    return JSON.parse(Buffer.from(body).toString()) as WriterLease;
  }
}

const code = (wanted: string) => (error: unknown) => error instanceof PodshiftError && error.code === wanted;

describe("the writer", () => {
  it("logs a write before it sends it", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const create = stage.store.create;
    stage.store = {
      ...stage.store,
      create: async (path, body) => {
        const made = await create(path, body);
        stage.events.push(`durable ${made}`);
        return made;
      },
    };
    assert.equal(await stage.during(writer.write(stage.request("a"))), "a");
    assert.deepEqual(stage.events, ["durable true", "a sent to pod"]);
  });

  it("holds writes while a fence stands, and sends them where traffic went", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const open = await stage.during(stage.control.read());
    const fenced = await stage.during(stage.control.swapFrom(open, { state: "fenced" }));
    assert.ok(fenced);
    await stage.time.run(stage.time.now + 500);
    assert.equal(writer.state().gate, "held");
    const held = writer.write(stage.request("a"));
    await stage.time.run(stage.time.now + 500);
    assert.deepEqual([stage.events, writer.state().waiting], [[], 1]);
    await stage.during(stage.control.swapFrom(fenced, { state: "open", active: "serverless" }));
    assert.equal(await stage.during(held), "a");
    assert.deepEqual(stage.events, ["a sent to serverless"]);
  });

  it("acknowledges a fence only when its writes are over", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const write = writer.write(stage.request("a", 700));
    await stage.time.run(stage.time.now + 100);
    const fenced = await stage.during(stage.control.swap(() => ({ state: "fenced" })));
    await stage.time.run(stage.time.now + 450);
    assert.equal(writer.state().inFlight, 1);
    assert.equal(stage.lease(writer).acked, 0);
    await stage.during(write);
    await stage.time.run(stage.time.now + 200);
    assert.equal(stage.lease(writer).acked, fenced?.epoch);
  });

  it("takes a fence away that nobody ended", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    await stage.during(stage.control.swap(() => ({ state: "fenced" })));
    const began = stage.time.now;
    await stage.time.run(began + 400);
    await stage.during(writer.write(stage.request("a")));
    assert.ok(stage.time.now - began >= TIMES.fenceMs && stage.time.now - began < TIMES.fenceMs + 1_500);
  });

  it("never acknowledges after its lease ran out, though the effect is there", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const write = writer.write(stage.request("a", 500));
    await stage.time.run(stage.time.now + 200);
    assert.equal(stage.events.length, 1);
    stage.process.pausedUntil = stage.time.now + 5_000;
    await assert.rejects(stage.during(write), code("WRITE_NOT_ACKNOWLEDGED"));
    assert.equal(await stage.during(writer.write(stage.request("b"))), "b");
  });

  it("does not write past a log that was begun anew while it slept: it had read that it was closed", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    await stage.during(stage.control.swap(() => ({ state: "closed" })));
    await stage.time.run(stage.time.now + 2 * TIMES.leaseMs);
    assert.equal(await stage.during(writer.write(stage.request("a"))), "a");
    assert.equal(writer.state().gate, "unlogged");
    stage.process.pausedUntil = stage.time.now + 60_000;
    const pod = { name: "docs", host: "http://127.0.0.1:1" };
    await stage.during(stage.control.begin({ writes: "mirrored", pod, times: TIMES }));
    await stage.during(stage.control.swap(() => ({ active: "serverless" })));
    await stage.time.run(stage.process.pausedUntil);
    await stage.during(writer.write(stage.request("b")));
    assert.deepEqual(stage.events, ["a sent to pod", "b sent to serverless"]);
    assert.ok(stage.files.has(segmentPath(writer.state().writer, 0)), "it was not logged");
  });

  it("does not acknowledge what it sent past a closed log when that was begun anew meanwhile", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    await stage.during(stage.control.swap(() => ({ state: "closed" })));
    await stage.time.run(stage.time.now + 2 * TIMES.leaseMs);
    const slow = writer.write(stage.request("a", 5_000));
    await stage.time.run(stage.time.now + 10);
    const pod = { name: "docs", host: "http://127.0.0.1:1" };
    await stage.during(stage.control.begin({ writes: "mirrored", pod, times: TIMES }));
    await assert.rejects(stage.during(slow), code("WRITE_NOT_ACKNOWLEDGED"));
  });

  it("goes on under a new id when it was sealed while it renewed its lease", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const { writer: id } = writer.state();
    await stage.during(writer.write(stage.request("a")));
    const { put } = stage.store;
    let write: Promise<string> | undefined;
    stage.store = {
      ...stage.store,
      put: async (path, body) => {
        const answer = await put(path, body);
        if (path !== leasePath(id) || write !== undefined) return answer;
        // Sealed, but not yet closed in the control record: as whoever declares it dead does it.
        await createSeal(stage.direct, id, 1);
        write = writer.write(stage.request("b"));
        await stage.time.sleep(200, stage.process);
        return answer;
      },
    };
    await stage.time.run(stage.time.now + 1_000);
    assert.ok(write);
    assert.equal(await stage.during(write), "b");
    assert.notEqual(writer.state().writer, id);
    assert.deepEqual(stage.events, ["a sent to pod", "b sent to pod"]);
  });

  it("the done-mark stays before an unknown outcome until lateMs have passed", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    await stage.during(writer.write(stage.request("a")));
    await assert.rejects(stage.during(writer.write(stage.request("b", 20, new Error("time-out")))), /time-out/);
    await stage.during(writer.write(stage.request("c")));
    await stage.time.run(stage.time.now + TIMES.lateMs - 1_000);
    assert.deepEqual([stage.lease(writer).next, stage.lease(writer).done], [3, 1]);
    await stage.time.run(stage.time.now + 2_000);
    assert.equal(stage.lease(writer).done, 3);
  });

  it("the done-mark waits until replicas show what an unknown outcome may have done at the last moment", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const settleMs = 3_000;
    await stage.during(stage.control.swap(({ times }) => ({ times: { ...times, settleMs } })));
    await stage.time.run(stage.time.now + TIMES.leaseMs);
    await assert.rejects(stage.during(writer.write(stage.request("a", 20, new Error("time-out")))), /time-out/);
    await stage.time.run(stage.time.now + TIMES.lateMs + settleMs - 500);
    assert.equal(stage.lease(writer).done, 0);
    await stage.time.run(stage.time.now + 1_500);
    assert.equal(stage.lease(writer).done, 1);
  });

  it("the done-mark waits for replicas that were added while the write was under way", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const write = writer.write(stage.request("a", 2_000));
    const settleMs = 3_000;
    await stage.during(stage.control.swap(({ times }) => ({ times: { ...times, settleMs } })));
    assert.equal(await stage.during(write), "a");
    await stage.time.run(stage.time.now + settleMs - 500);
    assert.deepEqual([stage.lease(writer).next, stage.lease(writer).done], [1, 0]);
    await stage.time.run(stage.time.now + 1_500);
    assert.equal(stage.lease(writer).done, 1);
  });

  it("fails with LOG_UNAVAILABLE when the log can't be written, sends nothing, and goes on later", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const whole = stage.store;
    stage.store = { ...whole, create: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })) };
    await assert.rejects(stage.during(writer.write(stage.request("a"))), code("LOG_UNAVAILABLE"));
    assert.deepEqual(stage.events, []);
    stage.store = whole;
    assert.equal(await stage.during(writer.write(stage.request("b"))), "b");
  });

  it("holds the watermark back no longer than the store's answer is lost, though nobody writes any more", async () => {
    const stage = new Stage();
    const writer = await stage.writer(TIMES, "deferred");
    const whole = stage.store;
    stage.store = { ...whole, create: () => Promise.reject(new Error("no answer")) };
    await assert.rejects(stage.during(writer.write(stage.request("a"))), code("LOG_UNAVAILABLE"));
    const failedAt = stage.time.now;
    await stage.time.run(failedAt + 2 * TIMES.leaseMs);
    assert.ok(stage.lease(writer).t <= failedAt, "what may yet be in the log is above its lease's time");
    stage.store = whole;
    await stage.time.run(failedAt + 4 * TIMES.leaseMs);
    assert.ok(stage.lease(writer).t > failedAt + 2 * TIMES.leaseMs, `${stage.lease(writer).t}`);
    assert.equal(stage.lease(writer).next, 1);
  });

  it("keeps no timer once it has ended, though an outcome is unknown", async () => {
    const stage = new Stage();
    const waits = new Set<object>();
    const { sleep } = stage.process.clock;
    Object.assign(stage.process.clock, {
      sleep: (ms: number, signal?: AbortSignal) => {
        const wait = {};
        waits.add(wait);
        return sleep(ms, signal).finally(() => waits.delete(wait));
      },
    });
    const writer = await stage.writer({ ...TIMES, lateMs: 60_000 });
    await assert.rejects(stage.during(writer.write(stage.request("a", 20, new Error("time-out")))), /time-out/);
    await stage.during(writer.end());
    await stage.time.run(stage.time.now + 100);
    assert.equal(waits.size, 0);
  });

  it("ends cleanly: what is under way ends, its log is sealed, and no fence waits for it", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const { writer: id } = writer.state();
    const last = writer.write(stage.request("a", 300));
    await stage.time.run(stage.time.now + 50);
    const ended = writer.end();
    await stage.time.run(stage.time.now + 100);
    await assert.rejects(stage.during(writer.write(stage.request("b"))), code("WRITER_ENDED"));
    assert.equal(await stage.during(last), "a");
    await stage.during(ended);
    const { writers } = await stage.during(stage.control.read());
    assert.deepEqual(writers[id], { end: 1 });
    assert.ok(stage.files.has(segmentPath(id, 1)));
  });

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`lets a write end that was being logged when it was told to end (${writes})`, async () => {
      const stage = new Stage();
      const writer = await stage.writer(TIMES, writes);
      const slow = stage.store;
      stage.store = {
        ...slow,
        create: async (path, body) => {
          if (path.startsWith("segments/")) await stage.time.sleep(200, stage.process);
          return slow.create(path, body);
        },
      };
      const last = writer.write(stage.request("a"));
      await stage.time.run(stage.time.now + 50);
      const ended = writer.end();
      assert.equal(await stage.during(last), "a");
      await stage.during(ended);
      assert.deepEqual(stage.events, writes === "mirrored" ? ["a sent to pod"] : []);
      await assert.rejects(stage.during(writer.write(stage.request("b"))), code("WRITER_ENDED"));
    });
  }

  it("sends nothing into a fence that it finds while it ends", async () => {
    const stage = new Stage();
    const writer = await stage.writer();
    const slow = stage.store;
    stage.store = {
      ...slow,
      create: async (path, body) => {
        if (path.startsWith("segments/")) await stage.time.sleep(900, stage.process);
        return slow.create(path, body);
      },
    };
    const last = writer.write(stage.request("a"));
    await stage.time.run(stage.time.now + 50);
    const ended = writer.end();
    assert.ok(await stage.during(stage.control.swap(() => ({ state: "fenced" }))));
    await assert.rejects(stage.during(last), code("WRITER_ENDED"));
    assert.deepEqual(stage.events, []);
    await stage.during(ended);
  });
});

describe("a deferred write that was logged, and may not be sent any more", () => {
  /** A write that is being logged for longer than what happens meanwhile. */
  const slowlyLogged = async (stage: Stage) => {
    const writer = await stage.writer(TIMES, "deferred");
    const slow = stage.store;
    stage.store = {
      ...slow,
      create: async (path, body) => {
        const created = await slow.create(path, body);
        if (path.startsWith("segments/")) await stage.time.sleep(TIMES.leaseMs, stage.process);
        return created;
      },
    };
    const write = writer.write(stage.request("a"));
    await stage.time.run(stage.time.now + 50);
    return { writer, write };
  };

  it("is of unknown outcome where its process was told to end and finds a fence: its entry is folded", async () => {
    const stage = new Stage();
    const { writer, write } = await slowlyLogged(stage);
    const ended = writer.end();
    assert.ok(await stage.during(stage.control.swap(() => ({ state: "fenced" }))));
    await assert.rejects(stage.during(write), code("WRITE_NOT_ACKNOWLEDGED"));
    await stage.during(ended);
  });

  it("is of unknown outcome where the log can't be reached any more", async () => {
    const stage = new Stage();
    const { write } = await slowlyLogged(stage);
    stage.store = { ...stage.store, put: () => Promise.reject(new Error("no answer")) };
    await assert.rejects(stage.during(write), code("WRITE_NOT_ACKNOWLEDGED"));
  });
});

describe("writers of a deferred log, one after another", () => {
  /** One whose clock is as far ahead as may be, and the entry of its that comes last. */
  const ahead = async (stage: Stage) => {
    stage.process = new VirtualProcess(stage.time, "app", 1, 450);
    stage.store = networkStore(stage.network, stage.process, stage.files, 500);
    const before = await stage.writer(TIMES, "deferred");
    await stage.during(before.write(stage.request("a")));
    const [entry = assert.fail("not logged")] = stage.entriesOf(before.state().writer);
    return { before, entry };
  };
  const nextEntry = async (stage: Stage) => {
    const next = await stage.another("next", -450);
    await stage.during(next.write(stage.request("a")));
    const [entry = assert.fail("not logged")] = stage.entriesOf(next.state().writer);
    assert.ok(entry.t > stage.time.now - 400, "its own clock was enough: this test shows nothing");
    return entry;
  };

  it("are in that order when the one before has left, whatever clocks they have", async () => {
    const stage = new Stage();
    const { before, entry } = await ahead(stage);
    await stage.during(before.end());
    assert.ok(compareEntries(entry, await nextEntry(stage)) < 0);
  });

  it("are in that order when the one before was declared dead", async () => {
    const stage = new Stage();
    const { before, entry } = await ahead(stage);
    const { writer } = before.state();
    stage.process.dead = true;
    const { clock } = new VirtualProcess(stage.time, "closer");
    await stage.during(closeWriter({ store: stage.direct, control: stage.control, clock }, writer));
    assert.ok(compareEntries(entry, await nextEntry(stage)) < 0);
  });
});

describe("writers of a deferred log whose clock is wrong", () => {
  const HOUR = 3_600_000;
  const REFUSED = { ...TIMES, leaseMs: 900 };

  /** How far ahead of time the last entry is that a writer has just logged. */
  const aheadOf = async (stage: Stage, writer: Writer) => {
    await stage.during(writer.write(stage.request("a")));
    return (stage.entriesOf(writer.state().writer).at(-1)?.t ?? assert.fail("not logged")) - stage.time.now;
  };
  const watermarks = (stage: Stage) => {
    const { clock, leaseClock } = new VirtualProcess(stage.time, "fold");
    return new Watermarks({ store: stage.direct, control: stage.control, clock, leaseClock });
  };

  it("are refused before they have joined: nobody hears their time, and nothing is folded up to it", async () => {
    const stage = new Stage();
    const good = await stage.writer(REFUSED, "deferred");
    const wrong = await stage.another("wrong", HOUR);
    await stage.time.run(stage.time.now + 3 * TIMES.leaseMs);
    await assert.rejects(stage.during(wrong.write(stage.request("b"))), code("CLOCK_SKEW"));
    const { writers } = await stage.during(stage.control.read());
    assert.deepEqual(Object.keys(writers), [good.state().writer]);
    assert.ok((await aheadOf(stage, good)) <= 0);
    await stage.during(good.end());
    assert.ok((await stage.during(watermarks(stage).raise())).t <= stage.time.now);
    assert.equal([...stage.files.keys()].filter((path) => path.startsWith("writers/wrong")).length, 1);
    await stage.during(wrong.end());
  });

  it("write as any other once their clock is right", async () => {
    const stage = new Stage();
    await stage.writer(REFUSED, "deferred");
    const process = new VirtualProcess(stage.time, "wrong", 1, HOUR);
    const wrong = await stage.as(process);
    await stage.time.run(stage.time.now + TIMES.leaseMs);
    assert.equal(wrong.state().gate, "failing");
    process.skewMs = 0;
    await stage.time.run(stage.time.now + TIMES.leaseMs);
    assert.ok((await aheadOf(stage, wrong)) <= 0);
  });

  it("leave when it goes wrong meanwhile: no lease of theirs says so, and they go on under a new id", async () => {
    const stage = new Stage();
    const good = await stage.writer(REFUSED, "deferred");
    const process = new VirtualProcess(stage.time, "wrong");
    const wrong = await stage.as(process);
    const { writer: id } = wrong.state();
    await stage.during(wrong.write(stage.request("b")));
    const [entry = assert.fail("not logged")] = stage.entriesOf(id);
    process.skewMs = HOUR;
    const leases: WriterLease[] = [];
    stage.written = (path, body) => {
      if (path.startsWith("writers/wrong")) leases.push(JSON.parse(Buffer.from(body).toString()) as WriterLease);
    };
    await stage.time.run(stage.time.now + 2 * TIMES.leaseMs);
    await assert.rejects(stage.during(wrong.write(stage.request("c"))), code("CLOCK_SKEW"));
    const { writers } = await stage.during(stage.control.read());
    assert.deepEqual(writers[id], { end: 1, t: entry.t + 1 });
    const joined = leases.filter(({ w }) => w in writers);
    assert.ok(joined.length > 0 && joined.every(({ t }) => t <= stage.time.now), JSON.stringify(joined));
    assert.ok((await aheadOf(stage, good)) <= 0);
    process.skewMs = 0;
    await stage.time.run(stage.time.now + TIMES.leaseMs);
    assert.ok((await aheadOf(stage, wrong)) <= 0);
    assert.notEqual(wrong.state().writer, id);
  });

  it("leave once the write is over that they were about", async () => {
    const stage = new Stage();
    await stage.writer(REFUSED, "deferred");
    await stage.during(stage.control.swap(() => ({ active: "serverless" })));
    const process = new VirtualProcess(stage.time, "wrong");
    const wrong = await stage.as(process);
    const { writer: id } = wrong.state();
    const slow = wrong.write(stage.request("b", 1_500)).catch((error: unknown) => error);
    await stage.time.run(stage.time.now + 50);
    process.skewMs = HOUR;
    await stage.time.run(stage.time.now + 1_000);
    assert.equal((await stage.during(stage.control.read())).writers[id]?.end, undefined);
    assert.ok(code("WRITE_NOT_ACKNOWLEDGED")(await stage.during(slow)));
    await stage.time.run(stage.time.now + 500);
    assert.equal((await stage.during(stage.control.read())).writers[id]?.end, 1);
  });

  it("are not followed by others, where an older version let them join", async () => {
    const stage = new Stage();
    const good = await stage.writer(REFUSED, "deferred");
    const t = stage.time.now + HOUR;
    await stage.during(stage.direct.put(leasePath("old.1"), toJson({ v: 1, w: "old.1", beat: 1, next: 0, t })));
    await stage.during(stage.control.swap(({ writers }) => ({ writers: { ...writers, "old.1": {} } })));
    await stage.time.run(stage.time.now + 2 * TIMES.leaseMs);
    assert.ok((await aheadOf(stage, good)) <= 0);
  });

  it("are followed where they are right within what may be: both clocks are wrong by as much as is let pass", async () => {
    const stage = new Stage();
    await stage.writer(REFUSED, "deferred");
    const fast = await stage.another("fast", 480);
    const slow = await stage.another("slow", -480);
    await stage.during(fast.write(stage.request("b")));
    await stage.time.run(stage.time.now + TIMES.leaseMs);
    assert.ok((await aheadOf(stage, slow)) > -400);
  });

  it("end though the store doesn't answer when they leave", async () => {
    const stage = new Stage();
    const writer = await stage.writer(REFUSED, "deferred");
    const whole = stage.store;
    stage.store = { ...whole, create: () => Promise.reject(new Error("no answer")) };
    stage.process.skewMs = HOUR;
    await stage.time.run(stage.time.now + 500);
    await stage.during(writer.end());
  });
});

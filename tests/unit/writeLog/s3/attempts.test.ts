import assert from "node:assert/strict";
import { attempting } from "../../../../provider/src/writeLog/s3/attempts";
import { FewAtOnce } from "../../../../provider/src/writeLog/s3/fewAtOnce";

const unknown = () => Object.assign(new Error("made up"), { $metadata: { httpStatusCode: 500 } });

class Times {
  now = 0;
  readonly slept: number[] = [];
  readonly deps = {
    clock: {
      sleep: async (ms: number) => {
        this.slept.push(ms);
        this.now += ms;
      },
    },
    monotonic: () => this.now,
    random: () => 1,
  };
}

describe("attempts", () => {
  const patience = { attemptMs: 10, totalMs: 1_000 };

  it("pause longer each time, with jitter, and end in the time given", async () => {
    const times = new Times();
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw unknown();
    };
    await assert.rejects(attempting(times.deps, { patience, wayMs: 0, again: () => true, work }), {
      message: "made up",
    });
    assert.deepEqual(times.slept, [50, 100, 200, 400]);
    assert.equal(tries, 5);
  });

  it("end at once where trying again is no use", async () => {
    const times = new Times();
    const work = () => Promise.reject(unknown());
    await assert.rejects(
      attempting(times.deps, { patience, wayMs: 0, again: (failure) => failure === "notDone", work }),
    );
    assert.deepEqual(times.slept, []);
  });

  it("go on though the first one's turn was a long time coming", async () => {
    const times = new Times();
    const inTurn = (work: () => Promise<string>) => {
      times.now += patience.totalMs;
      return work();
    };
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries === 1) throw unknown();
      return "done";
    };
    assert.equal(await attempting(times.deps, { patience, wayMs: 0, again: () => true, work, inTurn }), "done");
  });

  it("are broken off in time, the next one later", async () => {
    const times = new Times();
    const took: number[] = [];
    const work = ({ signal }: { signal: AbortSignal }) => {
      const began = performance.now();
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          took.push(performance.now() - began);
          reject(signal.reason);
        });
      });
    };
    const few = { attemptMs: 40, totalMs: 100 };
    await assert.rejects(attempting(times.deps, { patience: few, wayMs: 20, again: () => true, work }), {
      name: "TimeoutError",
    });
    assert.equal(took.length, 2);
    assert.ok((took[0] ?? 0) >= 55 && (took[1] ?? 0) >= 95, took.join());
  });

  it("have more time from when it is known how much there is to read", async () => {
    const work = async ({ extend }: { extend(ms: number): void }) => {
      extend(1_000);
      await new Promise((resolve) => setTimeout(resolve, 60));
      return "read";
    };
    const times = new Times();
    assert.equal(await attempting(times.deps, { patience, wayMs: 0, again: () => false, work }), "read");
  });

  it("don't count the time until it is their turn", async () => {
    const times = new Times();
    const turns = new FewAtOnce(1);
    const work = ({ signal }: { signal: AbortSignal }) =>
      new Promise<string>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        setTimeout(resolve, 30, "done");
      });
    const asked = { patience: { attemptMs: 200, totalMs: 0 }, wayMs: 0, again: () => false, work };
    const inTurn = (each: () => Promise<string>) => turns.during(each);
    const all = await Promise.all(Array.from({ length: 10 }, () => attempting(times.deps, { ...asked, inTurn })));
    assert.deepEqual(new Set(all), new Set(["done"]));
  });
});

describe("few at once", () => {
  it("lets so many run, each in its turn, and goes on after failures", async () => {
    const turns = new FewAtOnce(3);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const works = Array.from({ length: 20 }, (_, n) =>
      turns.during(async () => {
        order.push(n);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (n % 5 === 0) throw new Error("made up");
      }),
    );
    const ended = await Promise.allSettled(works);
    assert.equal(most, 3);
    assert.deepEqual(order, [...order.keys()]);
    assert.equal(ended.filter(({ status }) => status === "rejected").length, 4);
  });
});

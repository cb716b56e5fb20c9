import assert from "node:assert/strict";
import { WorkQueue } from "../../../../provider/src/migration/parity/workQueue";

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("work queue", () => {
  it("runs as many tasks at once as it may, and lets few wait", async () => {
    const queue = new WorkQueue({ concurrency: 3 });
    let [underWay, most, added, done, mostAhead] = [0, 0, 0, 0, 0];
    const task = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await tick();
      underWay -= 1;
      done += 1;
    };
    await queue.run(async () => {
      for (; added < 50; added += 1) {
        await queue.add(task);
        mostAhead = Math.max(mostAhead, added + 1 - done);
      }
    });
    assert.deepEqual([most, done], [3, 50]);
    assert.ok(mostAhead <= 3 + 3 * 2 + 1, `${mostAhead} tasks were ahead`);
  });

  it("tells the first failure, begins nothing after it, and waits for what is under way", async () => {
    const queue = new WorkQueue({ concurrency: 2 });
    const first = new Error("first");
    let [begun, ended] = [0, 0];
    const task = (at: number) => async () => {
      begun += 1;
      await tick();
      ended += 1;
      if (at === 3) throw first;
      if (at > 3) throw new Error("a later one");
    };
    const run = queue.run(async () => {
      for (let at = 0; at < 100; at += 1) await queue.add(task(at));
    });
    await assert.rejects(run, first);
    assert.equal(begun, ended);
    assert.ok(begun < 10, `${begun} begun`);
  });

  it("tells a failure of the filling, and waits for what is under way", async () => {
    const queue = new WorkQueue({});
    let ended = 0;
    const failure = new Error("listing");
    const run = queue.run(async () => {
      await queue.add(async () => {
        await tick();
        ended += 1;
      });
      await tick();
      throw failure;
    });
    await assert.rejects(run, failure);
    assert.equal(ended, 1);
  });

  it("ends with the abort of its signal", async () => {
    const stop = new AbortController();
    const queue = new WorkQueue({ concurrency: 1, signal: stop.signal });
    let begun = 0;
    const run = queue.run(async () => {
      for (let at = 0; at < 20; at += 1) {
        await queue.add(async () => {
          begun += 1;
          await tick();
          if (begun === 2) stop.abort();
        });
      }
    });
    await assert.rejects(run, { name: "AbortError" });
    assert.equal(begun, 2);
  });
});

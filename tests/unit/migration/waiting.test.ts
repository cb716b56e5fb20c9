import assert from "node:assert/strict";
import { Shown, throwIfStopped, waitFor } from "../../../provider/src/migration/waiting";
import { contextOf } from "../../support/provider/contexts";
import { FakeClient } from "../../support/provider/fakeClient";
import { FakeTime } from "../../support/provider/fakeTime";

const wait = (look: (elapsedMs: number) => Promise<string | undefined>, deadlineMs = 60_000) =>
  ({ what: "the thing", deadlineMs, timeoutCode: "COLLECTION_TIMEOUT", look }) as const;

describe("waitFor", () => {
  it("answers at once what is there at once", async () => {
    const clock = new FakeTime();
    assert.equal(
      await waitFor(
        contextOf(new FakeClient(), { clock }),
        wait(async () => "here"),
      ),
      "here",
    );
    assert.deepEqual(clock.sleeps, []);
  });

  it("looks ever more rarely, at most every 10 s, and tells each look how long it has been", async () => {
    const clock = new FakeTime();
    const elapsed: number[] = [];
    const look = async (ms: number) => {
      elapsed.push(ms);
      return elapsed.length === 14 ? "here" : undefined;
    };
    await waitFor(contextOf(new FakeClient(), { clock }), wait(look, 1_000_000));
    assert.deepEqual(clock.sleeps.slice(0, 4), [200, 300, 450, 675]);
    assert.deepEqual(clock.sleeps.slice(-2), [10_000, 10_000]);
    assert.deepEqual(elapsed.slice(0, 3), [0, 200, 500]);
  });

  it("takes an answer that is falsy for an answer", async () => {
    const context = contextOf(new FakeClient());
    assert.equal(await waitFor(context, { ...wait(async () => ""), look: async () => 0 }), 0);
  });

  it("ends with the code asked for, after one more look past the deadline", async () => {
    const clock = new FakeTime();
    const run = waitFor(
      contextOf(new FakeClient(), { clock }),
      wait(async () => undefined, 1_000),
    );
    await assert.rejects(run, { code: "COLLECTION_TIMEOUT" });
    assert.equal(clock.sleeps.reduce((sum, ms) => sum + ms, 0) >= 1_000, true);
  });

  it("stops in the middle of a pause", async () => {
    const stop = new AbortController();
    const clock = new FakeTime(0, (count) => count === 2 && stop.abort());
    let looks = 0;
    const look = async () => {
      looks += 1;
      return undefined;
    };
    await assert.rejects(waitFor(contextOf(new FakeClient(), { clock, signal: stop.signal }), wait(look)), {
      code: "STOPPED",
    });
    assert.equal(looks, 3);
  });

  it("looks no more once the run is to stop", async () => {
    const signal = AbortSignal.abort();
    const look = () => assert.fail("looked");
    await assert.rejects(waitFor(contextOf(new FakeClient(), { signal }), wait(look)), { code: "STOPPED" });
    assert.throws(() => throwIfStopped({ signal }), { code: "STOPPED" });
  });

  it("passes on what a look or the clock throws", async () => {
    const broken = new TypeError("broken");
    const context = contextOf(new FakeClient());
    await assert.rejects(
      waitFor(
        context,
        wait(() => Promise.reject(broken)),
      ),
      broken,
    );
    const clock = { now: () => 0, sleep: () => Promise.reject(broken) };
    await assert.rejects(
      waitFor(
        contextOf(new FakeClient(), { clock }),
        wait(async () => undefined),
      ),
      broken,
    );
  });
});

describe("what was just asked for", () => {
  it("isn't gone because it isn't shown yet", () => {
    const shown = new Shown();
    assert.equal(shown.isGone(undefined, 0), false);
    assert.equal(shown.isGone(undefined, 29_999), false);
    assert.equal(shown.isGone({}, 60_000), false);
  });

  it("is gone once it was shown and isn't any more, or isn't shown after 30 s", () => {
    const shown = new Shown();
    shown.isGone({}, 0);
    assert.equal(shown.isGone(undefined, 1), true);
    assert.equal(new Shown().isGone(undefined, 30_000), true);
  });
});

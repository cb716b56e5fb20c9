import assert from "node:assert/strict";
import { switchTraffic } from "../../../../provider/src/migration/cutover/switchTraffic";
import { systemClock } from "../../../../provider/src/util/clock";
import { Control } from "../../../../provider/src/writeLog/control";
import { systemLeaseClock } from "../../../../provider/src/writeLog/lease";
import { StoreError } from "../../../../provider/src/writeLog/store";
import { logOf } from "../../../support/writeLog/logs";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

/** A switch whose second catch-up, the one after the announcement, does this. */
async function stage(afterAnnounced: (store: MemoryStore, stop: AbortController) => void) {
  const store = new MemoryStore();
  let nonces = 0;
  const control = new Control(store, systemClock, () => `nonce-${++nonces}`);
  await logOf(control);
  const stop = new AbortController();
  let announced = false;
  const catchUp = async () => {
    announced = (await control.read()).soon;
    if (announced) afterAnnounced(store, stop);
  };
  const switching = switchTraffic({
    ...{ store, control, clock: systemClock, leaseClock: systemLeaseClock, holdMs: 1, attempts: 1 },
    ...{ goal: "serverless", serverless: { name: "docs-serverless", host: "h" }, signal: stop.signal },
    way: { catchUp, lastRound: () => assert.fail("no fence was expected") },
    applier: { mustOutlast: () => undefined } as never,
    progress: () => undefined,
  });
  return { store, control, switching, announced: () => announced };
}

describe("a switch that fails between its announcement and the fence", () => {
  const dead = () => {
    throw new StoreError("no answer", false, {});
  };

  it("takes the announcement back: writers would look every 100 ms for ever", async () => {
    for (const [fails, code] of [
      [dead, "LOG_UNAVAILABLE"],
      [(_store: MemoryStore, stop: AbortController) => stop.abort(), "STOPPED"],
    ] as const) {
      const { control, switching, announced } = await stage(fails);
      await assert.rejects(switching, { code });
      assert.ok(announced());
      const { state, active, soon } = await control.read();
      assert.deepEqual([state, active, soon], ["open", "pod", false]);
    }
  });

  it("tells what went wrong first when the log's store doesn't answer either", async () => {
    const { switching, announced } = await stage((store, stop) => {
      store.hooks = { before: dead };
      stop.abort();
    });
    await assert.rejects(switching, { code: "STOPPED" });
    assert.ok(announced());
  });
});

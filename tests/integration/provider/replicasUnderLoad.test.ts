import assert from "node:assert/strict";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { systemClock } from "../../../provider/src/util/clock";
import { beforeSwitch, eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

describe("a pod index with replicas, under load", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  it("is switched away from and back to though there is always a write that not every replica shows yet", async () => {
    const settleMs = 500;
    const { rows, app, url } = await begin("mirrored", { settleMs, leaseMs: 1_500 });
    let going = true;
    const writes = (async () => {
      for (let at = 0; going; at += 1) {
        await untilTaken(() => app.upsert({ records: [record(`w${at % 20}`, at)] }));
        await systemClock.sleep(20);
      }
    })();
    try {
      await beforeSwitch(stage(), { rows });
      // As by default: a write is over no sooner after its answer than in the time for which writes are held.
      await rows.active.up({ ...rows.askActive("cutover"), __hold: settleMs });
      assert.equal((await logAt(url).control.read()).active, "serverless");
      await rows.active.up({ ...rows.askActive("copy"), __hold: settleMs });
      assert.equal((await logAt(url).control.read()).active, "pod");
    } finally {
      going = false;
      await writes;
    }
  });
});

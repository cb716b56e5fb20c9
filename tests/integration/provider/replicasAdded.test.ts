import assert from "node:assert/strict";
import { type ActiveIndexInputs, activeIndex } from "../../../provider/src/handlers/activeIndex";
import { type CatchUpInputs, catchUp } from "../../../provider/src/handlers/catchUp";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import type { IndexReader, PineconeClient } from "../../../provider/src/pinecone/types";
import { systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { beforeSwitch, eachLogged, record } from "../../support/provider/loggedMigration";
import { eachOnStage, type Stage } from "../../support/provider/stage";

/** The client, to which a replica that lags answers: reads of this host lack `id`. */
function lagging(client: PineconeClient, host: string, id: string): PineconeClient {
  const reader = (of: string): IndexReader => {
    const real = client.reader(of);
    if (of !== host) return real;
    const fetch: IndexReader["fetch"] = async (namespace, ids) => {
      const found = await real.fetch(namespace, ids);
      found.delete(id);
      return found;
    };
    return new Proxy(real, { get: (target, key) => (key === "fetch" ? fetch : Reflect.get(target, key)) });
  };
  return new Proxy(client, { get: (target, key) => (key === "reader" ? reader : Reflect.get(target, key)) });
}

async function addReplica(stage: Stage): Promise<void> {
  await stage.control("PATCH", "/indexes/docs", { spec: { pod: { replicas: 2 } } });
  while (!(await stage.client.describeIndex("docs"))?.ready) await systemClock.sleep(20);
}

describe("a pod index that is given replicas after its log was begun for one", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const hostOf = async (name: string) => (await stage().client.describeIndex(name))?.host ?? assert.fail(`no ${name}`);

  it("has its writes count as done later, and its log gone through once more: what was read before may have been old", async () => {
    const { rows, app, url } = await begin();
    const { control } = logAt(url);
    await rows.up("copy");
    await app.upsert({ records: [record("x", 1)] });
    await systemClock.sleep(rows.times.leaseMs);
    const old = lagging(stage().client, await hostOf("docs"), "x");
    await catchUp.create(contextOf(old, { clock: systemClock }), rows.askCatchUp("copy") as unknown as CatchUpInputs);
    await addReplica(stage());
    await rows.up("cutover");
    const held = await stage()
      .client.reader(await hostOf("docs-serverless"))
      .fetch("", ["x"]);
    assert.equal(held.get("x")?.metadata?.value, 1);
    assert.deepEqual((await control.read()).times, { ...rows.times, settleMs: 2_000 });
  });

  it("is not switched away from by a run that has begun before", async () => {
    const { rows, url } = await begin();
    const { control } = logAt(url);
    await beforeSwitch(stage(), { rows });
    const asked = rows.askActive("cutover") as unknown as ActiveIndexInputs;
    const switching = () =>
      activeIndex.update(contextOf(stage().client, { clock: systemClock }), rows.active.outs, asked);
    const added = (async () => {
      while (!(await control.read()).soon) await systemClock.sleep(5);
      await addReplica(stage());
    })();
    await Promise.all([assert.rejects(switching(), { code: "CUTOVER_POSTPONED" }), added]);
    assert.equal((await control.read()).active, "pod");
    await switching();
    const { active, times } = await control.read();
    assert.deepEqual([active, times.settleMs], ["serverless", 2_000]);
  });

  it("keeps a time of 0 that was set for several", async () => {
    const { rows, url } = await begin();
    const { control } = logAt(url);
    await rows.writeLog.delete();
    await addReplica(stage());
    await rows.up("capture");
    await rows.up("copy");
    assert.equal((await control.read()).times.settleMs, 0);
  });
});

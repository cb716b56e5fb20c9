import assert from "node:assert/strict";
import { type CatchUpInputs, catchUp } from "../../../provider/src/handlers/catchUp";
import { systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

describe("records that the service takes on pods, and not on serverless", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const onServerless = async () => {
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no serverless index");
    return stage().client.reader(host).fetch("", ["zeros", "whole"]);
  };

  it("fail the copy by name when they hold nothing but zeros; all others are brought over, and they once they are mended", async () => {
    const { rows, app } = await begin("mirrored");
    await rows.up("copy");
    await app.upsert({ records: [{ id: "zeros", values: [0, 0] }, record("whole", 3)] });
    stage().newRun();
    await assert.rejects(rows.catchUp.up(rows.askCatchUp("cutover")), (error: Error & { code?: string }) => {
      assert.equal(error.code, "RECORDS_REFUSED");
      assert.match(error.message, /zeros/);
      return true;
    });
    assert.deepEqual([...(await onServerless()).keys()], ["whole"]);
    await app.upsert({ records: [record("zeros", 1)] });
    stage().newRun();
    await rows.up("cutover");
    assert.deepEqual([...(await onServerless()).keys()].sort(), ["whole", "zeros"]);
  });

  it("deferred: filters that it refuses do nothing, each run says so, and what was written behind them is brought", async () => {
    const { rows, app } = await begin("deferred");
    await app.upsert({ records: [record("zeros", 1)] });
    await app.deleteMany({ filter: { value: { $regex: "1" } } });
    await app.update({ filter: { value: ["a", "b"] }, metadata: { value: 7 } });
    await app.upsert({ records: [record("whole", 3)] });
    // The watermark passes what was written within a lease.
    await systemClock.sleep(rows.times.leaseMs);
    await rows.up("copy");
    assert.deepEqual([...(await onServerless()).keys()].sort(), ["whole", "zeros"]);
    const context = contextOf(stage().client, { clock: systemClock });
    await catchUp.create(context, rows.askCatchUp("cutover") as unknown as CatchUpInputs);
    const told = context.said.warn.filter((line) => line.includes("did nothing")).join(" ");
    assert.match(told, /deleteByFilter.*\$regex.*400.*updateByFilter.*400/);
  });
});

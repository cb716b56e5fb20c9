import assert from "node:assert/strict";
import { type ActiveIndexInputs, activeIndex } from "../../../provider/src/handlers/activeIndex";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

describe("a rollback to a pod index that is too small by now", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  /** The service as it is, but for the pod index's dimension and how many records serverless counts. */
  async function grown(total: number): Promise<PineconeClient> {
    const { client } = stage();
    const { host } = (await client.describeIndex("docs-serverless")) ?? assert.fail();
    return {
      ...client,
      describeIndex: async (name) => {
        const found = await client.describeIndex(name);
        return found === undefined || name !== "docs" ? found : { ...found, dimension: 1536 };
      },
      reader: (at) => {
        const reader = client.reader(at);
        return at === host ? { ...reader, stats: async () => ({ ...(await reader.stats()), total }) } : reader;
      },
    };
  }

  async function back(total: number, acknowledged: string[] = []) {
    const { rows, app, url } = await begin();
    await rows.up("cutover");
    await app.upsert({ records: [record("x", 1)] });
    rows.acknowledge = acknowledged;
    const context = contextOf(await grown(total), { clock: systemClock });
    const asked = rows.askActive("copy") as unknown as ActiveIndexInputs;
    const before = { mark: stage().mark, record: await logAt(url).control.read() };
    const outcome = await activeIndex
      .update(context, rows.active.outs, asked)
      .catch((error: { code: string }) => error);
    return { outcome, context, before, url };
  }

  it("refuses before anything is held, written or announced", async () => {
    const { outcome, before, url } = await back(500_001);
    assert.equal((outcome as { code?: string }).code, "POD_INDEX_TOO_SMALL");
    assert.deepEqual(await logAt(url).control.read(), before.record);
    assert.deepEqual(stage().changesSince(before.mark), []);
  });

  it("needs no word when the records fit", async () => {
    const { context, url } = await back(500_000);
    assert.equal((await logAt(url).control.read()).active, "pod");
    assert.deepEqual(context.said.warn, []);
  });

  it("goes back once it is acknowledged, and says so", async () => {
    const { context, url } = await back(500_001, ["POD_INDEX_TOO_SMALL"]);
    assert.equal((await logAt(url).control.read()).active, "pod");
    assert.equal(context.said.warn.length, 1);
  });
});

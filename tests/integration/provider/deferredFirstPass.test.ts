import assert from "node:assert/strict";
import { type CatchUpInputs, catchUp } from "../../../provider/src/handlers/catchUp";
import type { IndexWriter, PineconeClient } from "../../../provider/src/pinecone/types";
import { type Clock, systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import type { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

/** Time in which long waits are over at once. */
class Hurried implements Clock {
  #skipped = 0;

  now(): number {
    return systemClock.now() + this.#skipped;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const skipped = ms >= 500 ? ms : 0;
    this.#skipped += skipped;
    await systemClock.sleep(ms - skipped, signal);
  }
}

/** The client, whose first delete is carried out and then stops the run: what comes after it is never sent. */
function stopping(client: PineconeClient, stop: AbortController): PineconeClient {
  const writer = (host: string): IndexWriter => {
    const real = client.writer(host);
    return {
      upsert: (...asked) => real.upsert(...asked),
      update: (...asked) => real.update(...asked),
      deleteIds: async (...asked) => {
        await real.deleteIds(...asked);
        stop.abort();
        throw stop.signal.reason;
      },
    };
  };
  return new Proxy(client, {
    get: (target, key) => {
      if (key === "writer") return writer;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("the first pass over a deferred log", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  /** Everything of `copy` up to the serverless index. */
  async function copied(rows: MigrationRows): Promise<CatchUpInputs> {
    await rows.preflight.up(rows.askPreflight("copy"));
    await rows.collection.up(rows.askCollection());
    await rows.serverless.up(rows.askServerless({ __phase: "copy" }));
    return rows.askCatchUp("copy") as unknown as CatchUpInputs;
  }

  it("goes on after it was stopped half-way, though the index holds fewer records than the collection by then", async () => {
    const { rows, app } = await begin("deferred");
    await app.deleteMany({ ids: ["a", "b", "c"] });
    await app.deleteMany({ ids: ["n1"], namespace: "news" });
    await app.upsert({ records: [record("x", 1)] });
    // The watermark passes what was written within a lease.
    await systemClock.sleep(rows.times.leaseMs);
    const asked = await copied(rows);

    const stop = new AbortController();
    const first = contextOf(stopping(stage().client, stop), { clock: systemClock, signal: stop.signal });
    await assert.rejects(catchUp.create(first, asked), ({ reason }: { reason?: { code?: string } }) => {
      assert.equal(reason?.code, "STOPPED");
      return true;
    });
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const held = async () => (await stage().client.reader(host).stats()).total;
    assert.ok((await held()) < 5, "nothing was deleted");

    await catchUp.create(contextOf(stage().client, { clock: new Hurried() }), asked);
    assert.equal(await held(), 2);
  });
});

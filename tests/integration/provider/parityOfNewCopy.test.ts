import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompareRequest, compareIndexes } from "../../../provider/src/migration/compareIndexes";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { Row } from "../../support/provider/row";
import { ASKED, serverlessStage } from "../../support/provider/serverlessStage";
import { eachOnStage } from "../../support/provider/stage";

const NAMESPACES = Array.from({ length: 12 }, (_, at) => `n${String(at).padStart(2, "0")}`);
const IDS = Array.from({ length: 150 }, (_, n) => `r-${n}`);
const RECORDS = Object.fromEntries(NAMESPACES.map((name) => [name, IDS]));
const HOST = "http://docs-serverless.host";

describe("comparison that was stopped, of a copy", () => {
  const stage = eachOnStage();
  const { collected } = serverlessStage(stage);

  /** A service at which an index that is made anew has the host of the one before it, as names make hosts. */
  function atOneHost(): PineconeClient {
    const { client } = stage();
    let real = "";
    return {
      ...client,
      describeIndex: async (name) => {
        const index = await client.describeIndex(name);
        if (index === undefined || name !== ASKED.name) return index;
        real = index.host;
        return { ...index, host: HOST };
      },
      reader: (host) => client.reader(host === HOST ? real : host),
    };
  }

  const request = (): CompareRequest => ({
    ...{ podIndex: "docs", serverlessIndex: ASKED.name, content: "all", queries: 0, seed: 1, settleMs: 10 },
    ...{ digestFile: join(stage().folder, "docs.jsonl.gz"), checkpoint: join(stage().folder, "docs.checkpoint") },
  });

  /** Stops a comparison halfway, and says which namespaces are behind it. */
  async function stoppedHalfway(): Promise<string[]> {
    const stop = new AbortController();
    const progress = (text: string) => void (/records: [5-9]\d\d /.test(text) && stop.abort());
    const context = { ...contextOf(atOneHost(), { clock: systemClock, signal: stop.signal }), progress };
    await assert.rejects(compareIndexes(context, request()), { code: "STOPPED" });
    const { state } = JSON.parse(readFileSync(join(request().checkpoint ?? "", "checkpoint.json"), "utf8")) as {
      state: { namespaces: { namespace: string; place: { done?: true } }[] };
    };
    return state.namespaces.filter(({ place }) => place.done).map(({ namespace }) => namespace);
  }

  async function goneOnWith() {
    const context = contextOf(atOneHost(), { clock: systemClock });
    const { report } = await compareIndexes(context, request());
    return { report, said: context.said.report.join() };
  }

  it("goes on where it was, with the same copy", async () => {
    await collected({ records: RECORDS });
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    assert.ok((await stoppedHalfway()).length > 0);
    stage().newRun();
    // Another run looks at the copy, and gives it the user's tags.
    await row.up({ ...ASKED, tags: { team: "search" } });
    const { report, said } = await goneOnWith();
    assert.match(said, /goes on with the comparison/);
    assert.deepEqual([report.clean, report.content.compared], [true, NAMESPACES.length * IDS.length]);
  });

  it("begins anew when the copy was deleted and made once more from the same collection", async () => {
    await collected({ records: RECORDS });
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    const [done = assert.fail("nothing is behind it")] = await stoppedHalfway();
    await row.delete();
    stage().newRun();
    await new Row("ServerlessIndex").up(ASKED);
    await stage().upsert(ASKED.name, done, ["r-7"], 9);
    const { report, said } = await goneOnWith();
    assert.match(said, /begins anew/);
    assert.deepEqual(
      report.examples.map(({ namespace, id }) => [namespace, id]),
      [[done, "r-7"]],
    );
  });
});

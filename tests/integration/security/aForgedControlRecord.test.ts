import assert from "node:assert/strict";
import type { Index } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture/captureWrites";
import { connect } from "../../../provider/src/pinecone/client";
import { eachOnProxyStage } from "../../support/proxy/stage";

const ELSEWHERE = "https://docs-abc.svc.pinecone.io.evil.example";

/** What whoever can write to the log's store can do: name another host as that of the index that serves. */
describe("a control record that names a host of a stranger's", () => {
  const stage = eachOnProxyStage();
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    await stage().capture.begin();
  });

  async function forge(): Promise<void> {
    const serverless = { name: "docs-serverless", host: ELSEWHERE };
    await stage().capture.swap({ active: "serverless", serverless });
  }

  /** The application's line, noting where its client is to be connected. */
  function captured(): Promise<Index> {
    const { client, logUrl: log } = stage().capture;
    const connectTo = (place: { host: string }) => {
      asked.push(place.host);
      return client.index({ host: place.host });
    };
    return captureWrites(client.index("docs"), { log, connect: connectTo });
  }

  it("is not followed by an application: its client is never connected there", async () => {
    await forge();
    await assert.rejects(captured(), { code: "INDEX_HOST_REFUSED" });
    assert.deepEqual(asked, []);
  });

  it("is not followed by an application that runs already: reads and writes fail, and nothing goes there", async () => {
    const index = await captured();
    await forge();
    assert.equal(codeOf(await untilFails(() => index.fetch({ ids: ["a"] }))), "INDEX_HOST_REFUSED");
    await assert.rejects(index.upsert({ records: [{ id: "a", values: [1, 2] }] }), { code: "INDEX_HOST_REFUSED" });
    assert.ok(!asked.includes(ELSEWHERE), asked.join());
    await endCapture(index);
  });

  it("is not followed by the proxy: it answers that it can't, and sends the client's key nowhere", async () => {
    const proxy = await stage().proxy();
    await forge();
    await untilFails(() => proxy.rest.fetch({ ids: ["a"] }));
    const failed = proxy.events.filter(({ event }) => event === "failed" || event === "refused");
    assert.ok(failed.length > 0 && failed.every(({ error }) => String(error).includes("INDEX_HOST_REFUSED")));
  });

  it("is not followed by what catch-up, its executors and repairs write through", () => {
    const client = connect({ apiKey: "k", controllerHost: stage().capture.emulator.url });
    for (const reach of [client.reader, client.catchUpReader, client.writer, client.imports]) {
      assert.throws(() => reach(ELSEWHERE), { code: "INDEX_HOST_REFUSED" });
    }
  });
});

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, "code") : undefined;
}

async function untilFails(request: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await request();
    } catch (error) {
      return error;
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error("the forged record was never seen");
}

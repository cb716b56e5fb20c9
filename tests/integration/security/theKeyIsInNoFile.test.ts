import assert from "node:assert/strict";
import { join } from "node:path";
import { Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import { runCli } from "../../../provider/src/cli/program";
import { filesHolding } from "../../support/leaks";
import { eachOnProxyStage } from "../../support/proxy/stage";

const KEY = "pcsk-5up3r-s3cr3t-0f-th3-4pp";

describe("the key of an application", () => {
  const stage = eachOnProxyStage();

  it("is in no file of the write log, and in nothing that the proxy or a command says", async () => {
    const { capture } = stage();
    await capture.begin();
    const told: string[] = [];
    const client = new Pinecone({ apiKey: KEY, controllerHostUrl: capture.emulator.url, maxRetries: 0 });
    const index = await captureWrites(client.index("docs"), {
      log: capture.logUrl,
      connect: (place) => client.index({ host: place.host }),
    });
    await index.upsert({ records: [{ id: "a", values: [1, 2] }] });
    const proxy = await stage().proxy({ accessLog: true, admin: { host: "127.0.0.1", port: 0 } });
    const send = async (path: string, headers: Record<string, string>, body: string) => {
      const answer = await fetch(`${proxy.url}${path}`, { method: "POST", headers, body });
      told.push(await answer.text());
    };
    const vectors = JSON.stringify({ vectors: [{ id: "b", values: [1, 2] }] });
    // As it is meant, under the other name, where it doesn't belong, and in what can't be read.
    await send("/vectors/upsert", { "api-key": KEY, "content-type": "application/json" }, vectors);
    await send("/vectors/upsert", { authorization: `Bearer ${KEY}`, "content-type": "application/json" }, vectors);
    await send(`/vectors/upsert?api-key=${KEY}`, { "api-key": KEY }, vectors);
    await send(`/${KEY}`, { "api-key": KEY, "x-pinecone-api-version": KEY }, vectors);
    await send("/vectors/upsert", { "api-key": KEY, "content-type": "application/json" }, `{"${KEY}":`);
    await send("/vectors/delete", { "api-key": KEY, "content-encoding": KEY }, "{}");
    told.push(await (await fetch(`http://127.0.0.1:${proxy.server.ports.admin}/metrics`)).text());
    told.push(await (await fetch(`http://127.0.0.1:${proxy.server.ports.admin}/readyz`)).text());
    await endCapture(index);
    const io = {
      out: (line: string) => void told.push(line),
      err: (line: string) => void told.push(line),
      ...{ isTerminal: false, env: { PINECONE_API_KEY: KEY }, signal: new AbortController().signal },
    };
    for (const args of [["log", "print"], ["log", "check"], ["status"], ["log", "print", "--json"]]) {
      assert.equal(await runCli([...args, capture.logUrl], io, () => undefined), 0, told.at(-1));
    }
    const html = join(capture.folder, "report.html");
    assert.equal(await runCli(["report", "--log", capture.logUrl, "--out", html], io, () => undefined), 0, told.at(-1));

    assert.ok(proxy.events.length >= 6, "the proxy told of each request");
    assert.ok(
      told.some((text) => text.includes("podshift_")),
      "metrics were read",
    );
    assert.deepEqual(filesHolding(capture.folder, '"id":"a"').length > 0, true, "files are searched");
    assert.deepEqual(filesHolding(capture.folder, KEY), []);
    assert.deepEqual(
      told.filter((text) => text.includes(KEY)),
      [],
    );
    assert.ok(!JSON.stringify(proxy.events).includes(KEY));
  });
});

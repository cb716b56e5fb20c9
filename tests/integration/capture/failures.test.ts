import assert from "node:assert/strict";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { Pinecone } from "@pinecone-database/pinecone";
import type { FaultDocument } from "pinecone-emulator";
import { captureState, captureWrites, endCapture } from "../../../provider/src/capture";
import { readLease } from "../../../provider/src/writeLog/lease";
import { eachOnCaptureStage, until } from "./stage";

const records = [{ id: "a", values: [1, 2] }];

describe("captured index: failures", () => {
  const stage = eachOnCaptureStage();
  const doneMark = async (writer: string) => {
    const lease = await readLease(stage().control.store, writer);
    return { done: lease?.done, next: lease?.next, failed: lease?.failed };
  };
  const fault = (rule: FaultDocument["rules"][number]) =>
    stage().emulator.control.setFaults({ seed: 1, rules: [{ plane: "data", ...rule }] });

  it("lets the done-mark pass a write that the service refused", async () => {
    await stage().begin("mirrored", { lateMs: 60_000 });
    const index = await stage().capture();
    await assert.rejects(index.upsert({ records: [{ id: "a", values: [1, 2, 3] }] }), {
      name: "PineconeBadRequestError",
    });
    await fault({ count: 1, fault: { kind: "refuse", status: 429 } });
    await assert.rejects(index.upsert({ records }), { name: "PineconeUnmappedHttpError" });
    await until(async () => (await doneMark(captureState(index).writer)).done === 2);
    assert.equal((await doneMark(captureState(index).writer)).failed, 2);
  });

  const unknowns = [
    ["500 without an effect", { kind: "refuse", status: 500 }, "PineconeMaxRetriesExceededError"],
    ["503 after the effect", { kind: "refuseAfter", status: 503 }, "PineconeMaxRetriesExceededError"],
    ["a connection that is reset after the effect", { kind: "reset", when: "after" }, "PineconeConnectionError"],
    ["half an answer", { kind: "truncate" }, undefined],
  ] as const;
  for (const [what, kind, name] of unknowns) {
    it(`holds the done-mark for lateMs after ${what}`, async () => {
      await stage().begin("mirrored", { lateMs: 900 });
      const index = await stage().capture();
      const { writer } = captureState(index);
      await fault({ count: 1, fault: kind });
      await assert.rejects(index.upsert({ records }), name === undefined ? Error : { name });
      const failed = Date.now();
      await until(async () => (await doneMark(writer)).next === 1);
      assert.equal((await doneMark(writer)).done, 0);
      await until(async () => (await doneMark(writer)).done === 1);
      assert.ok(Date.now() - failed >= 800, `${Date.now() - failed} ms`);
      // One attempt: the client did not repeat it.
      assert.equal(stage().sent.length, 1);
    });
  }

  it("takes a port where nobody listens for a request that was never sent", async () => {
    await stage().begin("mirrored", { lateMs: 60_000 });
    const index = await stage().capture();
    await index.upsert({ records });
    const host = await closedPort();
    await stage().swap({ serverless: { name: "docs-serverless", host }, active: "serverless" });
    await until(() => captureState(index).active === "serverless");
    await assert.rejects(index.upsert({ records }), { name: "PineconeConnectionError" });
    await until(async () => (await doneMark(captureState(index).writer)).done === 2);
  });

  it("sends nothing while the log can't be written", async () => {
    await stage().begin();
    const index = await stage().capture();
    await index.upsert({ records });
    const segments = `${stage().folder}/segments/${captureState(index).writer}`;
    await rm(segments, { recursive: true });
    await writeFile(segments, "no folder");
    await assert.rejects(index.upsert({ records }), { code: "LOG_UNAVAILABLE" });
    assert.equal(stage().sent.length, 1);
  });

  it("refuses to begin without a log, with another's log, and on a client that repeats", async () => {
    const connect = (place: { host: string }) => stage().client.index({ host: place.host });
    const log = stage().logUrl;
    await assert.rejects(captureWrites(stage().client.index("docs"), { log, connect }), { code: "LOG_NOT_FOUND" });
    await stage().begin();
    await assert.rejects(captureWrites(stage().client.index("other"), { log, connect }), { code: "CONFIG_INVALID" });
    await assert.rejects(captureWrites(stage().client.index("docs"), { log: "s3://b/p", connect }), {
      code: "CONFIG_INVALID",
    });
    for (const maxRetries of [undefined, 1, 3]) {
      const options = { apiKey: "app", controllerHostUrl: stage().emulator.url };
      const repeating = new Pinecone(maxRetries === undefined ? options : { ...options, maxRetries });
      await assert.rejects(captureWrites(repeating.index("docs"), { log, connect }), { code: "CAPTURE_UNSUPPORTED" });
      await assert.rejects(
        captureWrites(stage().client.index("docs"), { log, connect: ({ host }) => repeating.index({ host }) }),
        { code: "CAPTURE_UNSUPPORTED" },
      );
    }
    assert.deepEqual((await stage().control.read()).writers, {});
    const index = await stage().capture();
    await assert.rejects(captureWrites(index, { log, connect }), { code: "CONFIG_INVALID" });
    // By its host, the pod index is the same one; and so is the serverless one.
    for (const name of ["docs", "docs-serverless"]) {
      await endCapture(await captureWrites(await stage().direct(name), { log, connect }));
    }
  });
});

/** An address where nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

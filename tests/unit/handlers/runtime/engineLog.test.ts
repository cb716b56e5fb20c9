import assert from "node:assert/strict";
import { encode, engineLog } from "../../../../provider/src/handlers/runtime/engineLog";
import { decodeLog, type LogServer, startLogServer } from "../../../support/provider/logServer";

const URN = "urn:pulumi:dev::podshift::pulumi-nodejs:dynamic/pinecone:PodIndex::docs";

describe("encode", () => {
  for (const [severity, number] of [
    ["info", 1],
    ["warning", 2],
    ["error", 3],
  ] as const) {
    it(`writes what Pulumi reads as ${severity}`, () => {
      const message = "61 % — 431,200 of 1,204,311 records";
      assert.deepEqual(decodeLog(encode({ severity, message, urn: URN, ephemeral: true })), {
        severity: number,
        message,
        urn: URN,
        ephemeral: true,
      });
    });
  }

  it("names no row rather than a doubtful one", () => {
    const read = decodeLog(encode({ severity: "info", message: "m", urn: undefined, ephemeral: false }));
    assert.deepEqual(read, { severity: 1, message: "m", urn: "", ephemeral: false });
  });
});

describe("engineLog", () => {
  let server: LogServer | undefined;
  afterEach(() => server?.stop());

  it("brings messages to the engine one after the other, however late it answers", async () => {
    server = await startLogServer(({ message }) => (message === "1" ? 30 : 0));
    const log = engineLog(server.address);
    const sent = ["1", "2", "3"].map((message) => log({ severity: "info", message, urn: URN, ephemeral: false }));
    await sent.at(-1);
    assert.deepEqual(
      server.logged.map(({ message }) => message),
      ["1", "2", "3"],
    );
    assert.equal(server.logged[0]?.urn, URN);
  });

  it("never fails a step because the engine is gone", async () => {
    server = await startLogServer();
    const log = engineLog(server.address);
    server.stop();
    await log({ severity: "error", message: "m", urn: undefined, ephemeral: false });
    assert.deepEqual(server.logged, []);
  });
});

import assert from "node:assert/strict";
import { type Exchange, fetchForClient, inExchange, lsnOf } from "../../../provider/src/pinecone/exchange";

const URL = "http://127.0.0.1:1/vectors/upsert";
const HEADER = "x-pinecone-request-lsn";
const answering = (headers: Record<string, string>) => () => Promise.resolve(new Response("{}", { headers }));

describe("exchange", () => {
  it("gives each of many calls at once the headers of its own answer", async () => {
    const fetch = fetchForClient(async (_input, init) => {
      const lsn = String(init?.body);
      await new Promise((resolve) => setTimeout(resolve, (Number(lsn) * 7) % 5));
      return new Response("{}", { headers: { [HEADER]: lsn } });
    });
    const call = (at: number) =>
      inExchange(async (exchange) => {
        await Promise.resolve();
        await fetch(URL, { method: "POST", body: String(at) });
        await new Promise((resolve) => setImmediate(resolve));
        return lsnOf(exchange, HEADER);
      });
    const expected = Array.from({ length: 50 }, (_, at) => at);
    assert.deepEqual(await Promise.all(expected.map(call)), expected);
  });

  it("knows whether anything was sent, also when it failed", async () => {
    const nothing = await inExchange(async (exchange) => exchange);
    assert.deepEqual(nothing, { sent: false, headers: undefined });
    const failing = fetchForClient(() => Promise.reject(new TypeError("reset")));
    await inExchange(async (exchange) => {
      await assert.rejects(failing(URL));
      assert.deepEqual(exchange, { sent: true, headers: undefined });
    });
  });

  it("wraps failures, so that the client can't see their status, and keeps them as the cause", async () => {
    const cause = Object.assign(new Error("down"), { status: 503 });
    await assert.rejects(fetchForClient(() => Promise.reject(cause))(URL), (error: Error) => {
      assert.equal("status" in error, false);
      return error.cause === cause;
    });
  });

  it("works outside a call as well", async () => {
    assert.equal((await fetchForClient(answering({}))(URL)).status, 200);
  });

  for (const [value, expected] of [
    ["0", 0],
    ["42", 42],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["9007199254740993", undefined],
  ] as const) {
    it(`reads "${value}" as ${expected}`, () => {
      const exchange: Exchange = { sent: true, headers: new Headers({ [HEADER]: value }) };
      assert.equal(lsnOf(exchange, HEADER), expected);
    });
  }

  it("reads nothing without the header or an answer", () => {
    assert.equal(lsnOf({ sent: true, headers: new Headers() }, HEADER), undefined);
    assert.equal(lsnOf({ sent: true, headers: undefined }, HEADER), undefined);
  });
});

import assert from "node:assert/strict";
import { Errors } from "@pinecone-database/pinecone";
import { Errors as Errors5 } from "pinecone-client-5";
import { isRefusal } from "../../../provider/src/capture/refusals";

/** An error of a client, as any copy or version of it has one. */
const named = (name: string, cause?: unknown) => Object.assign(new Error("text", { cause }), { name });
const system = (code: string) => Object.assign(new Error("text"), { code });

describe("isRefusal", () => {
  const request = { status: 0, url: "http://x", message: "m" };

  for (const status of [400, 401, 403, 404, 405, 409, 422]) {
    it(`takes what the client makes of ${status} for a refusal`, () => {
      const error = Errors.mapHttpStatusError({ ...request, status });
      assert.equal(isRefusal(error), true);
    });
  }

  for (const status of [500, 501, 503]) {
    it(`doesn't take what the client makes of ${status} for one`, () => {
      const error = Errors.mapHttpStatusError({ ...request, status });
      assert.equal(isRefusal(error), false);
    });
  }

  for (const [version, errors] of [
    [5, Errors5],
    [8, Errors],
  ] as const) {
    const unmapped = (status: number, message = "m") =>
      new errors.PineconeUnmappedHttpError({ ...request, status, message, body: `{"status":${status}}` });

    it(`takes 429, which has no class in version ${version}, for a refusal`, () => {
      assert.equal(isRefusal(unmapped(429)), true);
    });

    it(`doesn't take a request that took too long, or a gateway's failure, for one in version ${version}`, () => {
      for (const status of [408, 499, 502, 504, 0]) assert.equal(isRefusal(unmapped(status)), false, String(status));
    });

    it(`isn't talked into it by what was answered in version ${version}`, () => {
      assert.equal(isRefusal(unmapped(504, "Status: 429. ")), false);
      assert.equal(isRefusal(unmapped(0, "Status: 4290")), false);
    });
  }

  it("takes bad arguments for a refusal: nothing was sent", () => {
    assert.equal(isRefusal(new Errors.PineconeArgumentError("m")), true);
  });

  it("takes a connection that never was for a refusal, and a lost one not", () => {
    const lost = (code: string) =>
      named("PineconeConnectionError", named("FetchError", named("TypeError", system(code))));
    for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]) assert.equal(isRefusal(lost(code)), true);
    for (const code of ["ECONNRESET", "UND_ERR_SOCKET", "ETIMEDOUT", "EPIPE"]) {
      assert.equal(isRefusal(lost(code)), false);
    }
  });

  it("takes nothing else for one", () => {
    for (const error of [new Error("400"), named("PineconeMaxRetriesExceededError"), undefined, "400"]) {
      assert.equal(isRefusal(error), false);
    }
  });
});

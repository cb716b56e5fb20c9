import assert from "node:assert/strict";
import { Errors } from "@pinecone-database/pinecone";
import { isRefusal } from "../../../provider/src/capture/refusals";

/** An error of a client, as any copy or version of it has one. */
const named = (name: string, cause?: unknown) => Object.assign(new Error("text", { cause }), { name });
const system = (code: string) => Object.assign(new Error("text"), { code });

describe("isRefusal", () => {
  const request = { status: 0, url: "http://x", message: "m" };

  for (const status of [400, 401, 403, 404, 405, 409, 422]) {
    it(`takes what the client makes of ${status} for a refusal`, () => {
      const error = Errors.mapHttpStatusError({ ...request, status });
      assert.deepEqual([isRefusal(error, "options"), isRefusal(error, "positional")], [true, true]);
    });
  }

  for (const status of [500, 501, 503]) {
    it(`doesn't take what the client makes of ${status} for one`, () => {
      const error = Errors.mapHttpStatusError({ ...request, status });
      assert.deepEqual([isRefusal(error, "options"), isRefusal(error, "positional")], [false, false]);
    });
  }

  it("takes a status without a class, such as 429, for a refusal where it can't be a 5xx", () => {
    const error = named("PineconeUnmappedHttpError");
    assert.deepEqual([isRefusal(error, "options"), isRefusal(error, "positional")], [true, false]);
  });

  it("takes bad arguments for a refusal: nothing was sent", () => {
    assert.equal(isRefusal(new Errors.PineconeArgumentError("m"), "options"), true);
  });

  it("takes a connection that never was for a refusal, and a lost one not", () => {
    const lost = (code: string) =>
      named("PineconeConnectionError", named("FetchError", named("TypeError", system(code))));
    for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]) assert.equal(isRefusal(lost(code), "options"), true);
    for (const code of ["ECONNRESET", "UND_ERR_SOCKET", "ETIMEDOUT", "EPIPE"]) {
      assert.equal(isRefusal(lost(code), "options"), false);
    }
  });

  it("takes nothing else for one", () => {
    for (const error of [new Error("400"), named("PineconeMaxRetriesExceededError"), undefined, "400"]) {
      assert.equal(isRefusal(error, "options"), false);
    }
  });
});

import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import { describeFailure, isConflict, isNotFound, transportErrorOf } from "../../../provider/src/pinecone/failures";
import { TransportError } from "../../../provider/src/pinecone/transport";

const failed = (status: number) => new TransportError(status, "CODE", "sentence", 0, "GET /indexes/docs");
/** The official client wraps what our fetch throws. */
const wrapped = (status: number) => new Error("client", { cause: new Error("inner", { cause: failed(status) }) });

describe("failures", () => {
  it("finds the request's failure however deep it is", () => {
    assert.equal(transportErrorOf(wrapped(404))?.status, 404);
    assert.equal(transportErrorOf(failed(404))?.status, 404);
    assert.equal(transportErrorOf(new Error("other")), undefined);
    assert.equal(transportErrorOf("text"), undefined);
  });

  it("knows what is not there and what is taken", () => {
    assert.deepEqual(
      [404, 409, 500].map((status) => isNotFound(wrapped(status))),
      [true, false, false],
    );
    assert.deepEqual(
      [404, 409, 500].map((status) => isConflict(wrapped(status))),
      [false, true, false],
    );
  });

  for (const [status, code] of [
    [0, "API_UNREACHABLE"],
    [401, "API_KEY_REFUSED"],
    [400, "API_ERROR"],
    [403, "API_ERROR"],
    [409, "API_ERROR"],
    [412, "API_ERROR"],
    [500, "API_ERROR"],
  ] as const) {
    it(`tells ${status} as ${code}, with the facts`, () => {
      const error = describeFailure(wrapped(status), "describe index docs");
      assert.ok(error instanceof PodshiftError);
      assert.equal(error.code, code);
      assert.deepEqual(error.facts, { request: "GET /indexes/docs", status });
      assert.ok(error.summary.startsWith("describe index docs: "));
      assert.equal((error.cause as TransportError).status, status);
    });
  }

  it("says on 401 which key it may have been", () => {
    const error = describeFailure(failed(401), "list indexes") as PodshiftError;
    assert.match(error.next ?? "", /PINECONE_API_KEY.*pinecone:apiKey/);
  });

  it("gives back as it is whatever is no request's failure", () => {
    const other = new TypeError("other");
    assert.equal(describeFailure(other, "x"), other);
  });
});

import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import {
  describeFailure,
  failedDelete,
  failedWrite,
  isNotFound,
  transportErrorOf,
} from "../../../provider/src/pinecone/failures";
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

  it("tells apart what the service itself calls invalid, and a 400 of what stands in between", () => {
    const isInvalid = (status: number, code: string) =>
      (describeFailure(answered(status, code), "x") as PodshiftError).facts.invalid;
    assert.deepEqual([isInvalid(400, "3"), isInvalid(400, "INVALID_ARGUMENT")], [true, true]);
    assert.equal(isInvalid(422, "UNPROCESSABLE_ENTITY"), true);
    // No body of its kind; a gateway's; an index that isn't ready (9); no rights (7).
    for (const code of ["", "400", "BAD_REQUEST", "9", "7"]) assert.equal(isInvalid(400, code), undefined, code);
    assert.equal(isInvalid(404, "3"), undefined);
  });

  it("says on 401 which key it may have been", () => {
    const error = describeFailure(failed(401), "list indexes") as PodshiftError;
    assert.match(error.next ?? "", /PINECONE_API_KEY.*pinecone:apiKey/);
  });

  it("gives back as it is whatever is no request's failure", () => {
    const other = new TypeError("other");
    assert.equal(describeFailure(other, "x"), other);
  });

  const answered = (status: number, code = "3") =>
    new TransportError(status, code, "sentence", 1_500, "POST /vectors/upsert");

  for (const [status, kind] of [
    [0, "unknown"],
    [400, "refused"],
    [401, undefined],
    [403, undefined],
    [404, "refused"],
    [408, "unknown"],
    [412, "refused"],
    [422, "refused"],
    [429, "busy"],
    [499, "unknown"],
    [500, "unknown"],
    [501, "refused"],
    [502, "unknown"],
    [503, "unknown"],
    [504, "unknown"],
  ] as const) {
    it(`takes a write that was answered ${status} for ${kind}, a delete too`, () => {
      assert.equal(failedWrite(answered(status))?.kind, kind);
      assert.equal(failedDelete(answered(status))?.kind, kind);
    });
  }

  it("tells what a write came to", () => {
    const refused = { kind: "refused", status: 400, code: "3", message: "sentence", retryable: false };
    assert.deepEqual(failedWrite(answered(400)), refused);
    const busy = { kind: "busy", status: 429, retryAfterMs: 1_500, reason: "429 8 sentence" };
    assert.deepEqual(failedWrite(answered(429, "8")), busy);
    assert.deepEqual(failedWrite(answered(503, "14")), { kind: "unknown", reason: "503 14 sentence" });
    assert.deepEqual(failedWrite(answered(0)), { kind: "unknown", reason: "no answer: sentence" });
  });

  it("takes a delete where there is no namespace for done, and no other write", () => {
    assert.deepEqual(failedDelete(answered(404, "5")), { kind: "applied", missingNamespace: true });
    assert.equal(failedWrite(answered(404, "5"))?.kind, "refused");
  });
});

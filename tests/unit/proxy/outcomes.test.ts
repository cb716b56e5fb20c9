import assert from "node:assert/strict";
import { hadNoEffectGrpc, isRefusal, isSuccess, Unsuccessful } from "../../../provider/src/proxy/outcomes";
import { malformed, RPC } from "../../../provider/src/proxy/refused";
import { ServiceFailure } from "../../../provider/src/proxy/upstream/failure";
import { hadNoEffect } from "../../../provider/src/util/httpOutcome";

describe("outcomes", () => {
  it("by HTTP status: 4xx had no effect, but for 408 and 499", () => {
    const sure = Array.from({ length: 500 }, (_, at) => at + 100).filter(hadNoEffect);
    const wanted = Array.from({ length: 100 }, (_, at) => at + 400).filter(
      (status) => status !== 408 && status !== 499,
    );
    assert.deepEqual(sure, wanted);
    assert.deepEqual([199, 200, 299, 300].map(isSuccess), [false, true, true, false]);
  });

  it("by gRPC code: those that stand for a refusal", () => {
    const unsure = Object.entries(RPC).filter(([, code]) => !hadNoEffectGrpc(code));
    assert.deepEqual(
      unsure.map(([name]) => name),
      ["ok", "cancelled", "unknown", "deadlineExceeded", "aborted", "internal", "unavailable", "dataLoss"],
    );
    assert.equal(hadNoEffectGrpc(99), false);
  });

  it("by failure: only what the service surely never looked at", () => {
    assert.equal(isRefusal(new ServiceFailure("unreached", true, false)), true);
    assert.equal(isRefusal(new ServiceFailure("lost", false, true)), false);
    assert.equal(isRefusal(new ServiceFailure("timeout", false, false)), false);
    assert.equal(isRefusal(new Unsuccessful({}, true)), true);
    // What the proxy refuses by itself it has not sent.
    assert.equal(isRefusal(malformed("a header")), true);
    assert.equal(isRefusal(new Unsuccessful({}, false)), false);
    assert.equal(isRefusal(new Error("anything else")), false);
  });
});

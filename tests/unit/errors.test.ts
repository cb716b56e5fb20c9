import assert from "node:assert/strict";
import { ERROR_CODES, PodshiftError } from "../../provider/src/errors";

describe("PodshiftError", () => {
  it("says what happened, its code and what to do next", () => {
    const cause = new Error("cause");
    const error = new PodshiftError("STOPPED", "stopped", { facts: { n: 1 }, next: "go on", cause });
    assert.equal(error.message, "stopped (STOPPED)\n  Next: go on");
    assert.deepEqual(
      [error.name, error.code, error.summary, error.next],
      ["PodshiftError", "STOPPED", "stopped", "go on"],
    );
    assert.deepEqual(error.facts, { n: 1 });
    assert.equal(error.cause, cause);
  });

  it("needs no details", () => {
    const error = new PodshiftError("STOPPED", "stopped");
    assert.equal(error.message, "stopped (STOPPED)");
    assert.deepEqual(error.facts, {});
    assert.equal("cause" in error, false);
  });

  it("has codes that are written one way, each once", () => {
    assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length);
    for (const code of ERROR_CODES) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
  });
});

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellResult } from "../../support/matrix/cell";
import { Results } from "../../support/matrix/results";
import { resultOf } from "../../support/matrix/sample";
import { seenIn } from "../../support/matrix/seen";
import { verdictOf } from "../../support/matrix/verdict";

const UP = { command: "up", exit: 0, code: "" };

describe("what a cell of the fault matrix comes to", () => {
  it("through, or on by the next command", () => {
    assert.equal(verdictOf(resultOf("a", "b")), "through");
    assert.equal(verdictOf(resultOf("a", "b", { exit: 1, next: [UP] })), "on");
    assert.equal(verdictOf(resultOf("a", "b", { exit: null, next: [UP] })), "on");
    assert.equal(verdictOf(resultOf("a", "b", { exit: 0, next: [UP] })), "on");
  });

  it("a planted loss outweighs everything", () => {
    const problems = ["lost /w0.0-1: it is absent"];
    assert.equal(verdictOf(resultOf("a", "b", { problems })), "lost");
    assert.equal(verdictOf(resultOf("a", "b", { problems, exit: 1, next: [UP] })), "lost");
    assert.equal(verdictOf(resultOf("a", "b", { problems, reached: false })), "lost");
    assert.equal(verdictOf(resultOf("a", "b", { problems: ["unjudged /: no host"] })), "lost");
  });

  it("a planted hang, and a next command that doesn't get on, are told", () => {
    assert.equal(verdictOf(resultOf("a", "b", { hung: true, exit: null, next: [UP] })), "hangs");
    const next = [{ command: "up", exit: 1, code: "API_ERROR" }];
    assert.equal(verdictOf(resultOf("a", "b", { exit: 1, next, gotOn: false })), "stays");
  });

  it("a step that no run came to proves nothing", () => {
    assert.equal(verdictOf(resultOf("a", "b", { reached: false, gotOn: false })), "not reached");
  });

  it("a fault that nobody met proves nothing, nor does a result of which that isn't known", () => {
    assert.equal(verdictOf(resultOf("a", "b", { struck: false })), "not struck");
    assert.equal(verdictOf(resultOf("a", "b", { struck: false, hung: true })), "hangs");
    assert.equal(verdictOf(resultOf("a", "b", { struck: false, exit: 1, gotOn: false })), "stays");
    const { struck: _, ...older } = resultOf("a", "b");
    assert.equal(verdictOf(older as CellResult), "not struck");
  });
});

describe("what a user sees", () => {
  it("is the first of podshift's codes and its line", () => {
    const output = "  error: 1 error occurred:\n   * index docs is taken (SERVERLESS_NAME_TAKEN)\n  (API_ERROR)\n";
    assert.deepEqual(seenIn(output), {
      code: "SERVERLESS_NAME_TAKEN",
      line: "index docs is taken (SERVERLESS_NAME_TAKEN)",
    });
  });

  it("is Pulumi's own lock, or a plain error without a code", () => {
    assert.equal(seenIn("error: the stack is currently locked by 1 lock(s)").code, "LOCKED");
    assert.deepEqual(seenIn("doing\nerror: something (NOT_OURS)"), { code: "", line: "something (NOT_OURS)" });
    assert.deepEqual(seenIn("all is well"), { code: "", line: "" });
  });
});

describe("results of the fault matrix", () => {
  it("survive a run that ends early: the last of each cell counts, a torn line does not", () => {
    const folder = mkdtempSync(join(tmpdir(), "matrix-results-"));
    try {
      const results = new Results(join(folder, "deep", "matrix.jsonl"));
      assert.deepEqual(results.read(), []);
      results.add(resultOf("a", "x", { exit: 1 }));
      results.add(resultOf("b", "x"));
      results.add(resultOf("a", "x", { exit: 0 }));
      writeFileSync(results.path, `${readFileSync(results.path, "utf8")}{"step":"c","col`);
      assert.deepEqual(
        results.read().map(({ step, exit }) => [step, exit]),
        [
          ["a", 0],
          ["b", 0],
        ],
      );
      results.clear();
      assert.deepEqual(results.read(), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

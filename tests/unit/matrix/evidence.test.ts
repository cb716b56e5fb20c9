import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Fact,
  factsIn,
  hadNoRoom,
  isKilled,
  type Proof,
  wasAnswered,
  wasCutOff,
  wasSilentFor,
  wasTold,
} from "../../support/matrix/evidence";

describe("proof that a fault struck", () => {
  const of = (proof: Proof, facts: readonly Fact[], exit: number | null = 0) => proof({ facts, exit });
  const answer = (status: number, ms = 1): Fact => ({ fact: "answer", status, ms });
  const error = (ms = 1): Fact => ({ fact: "error", code: "ECONNRESET", ms });

  it("is that `up` was killed, and not that it ended by itself", () => {
    assert.deepEqual([of(isKilled, [], null), of(isKilled, [], 0), of(isKilled, [], 255)], [true, false, false]);
  });

  it("is the answer of the step's own request", () => {
    assert.equal(of(wasAnswered(429), [answer(429)]), true);
    assert.equal(of(wasAnswered(429), [answer(200)]), false);
    assert.equal(of(wasAnswered(429), []), false);
  });

  it("is that the step's own request was cut off", () => {
    assert.equal(of(wasCutOff, [error()]), true);
    assert.equal(of(wasCutOff, [answer(200)]), false);
  });

  it("is how long the step's own request had nothing", () => {
    assert.equal(of(wasSilentFor(3_000), [answer(200, 6_010)]), true);
    assert.equal(of(wasSilentFor(3_000), [error(5_000)]), true);
    assert.equal(of(wasSilentFor(3_000), [answer(200, 12)]), false);
  });

  it("is what the process tells, and a full disk only of `up` itself", () => {
    assert.equal(of(wasTold("stale"), [{ fact: "stale" }]), true);
    assert.equal(of(wasTold("stale"), [{ fact: "ahead" }]), false);
    assert.equal(of(hadNoRoom, [{ fact: "full", writer: false }]), true);
    assert.equal(of(hadNoRoom, [{ fact: "full", writer: true }]), false);
  });

  it("is read from the gate's folder; a process that is killed may leave a torn line", () => {
    const folder = mkdtempSync(join(tmpdir(), "matrix-evidence-"));
    try {
      assert.deepEqual(factsIn(folder), []);
      writeFileSync(join(folder, "struck"), `${JSON.stringify(answer(503))}\n{"fact":"err`);
      assert.deepEqual(factsIn(folder), [answer(503)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import assert from "node:assert/strict";
import { assessedSteps, type StepFacts, serviceMinutes } from "../../../provider/src/migration/steps";

const FACTS: StepFacts = { records: 1_000_000, podType: "p1.x1", writes: "mirrored", content: 20_000 };
const minutes = (phase: string, change: Partial<StepFacts> = {}) =>
  assessedSteps({ ...FACTS, ...change }).find((step) => step.phase === phase)?.minutes;

describe("assessedSteps", () => {
  it("are the phases in order, each with its undo", () => {
    const steps = assessedSteps(FACTS);
    assert.deepEqual(
      steps.map(({ phase, undo }) => [phase, undo.split(" ")[0]]),
      [
        ["assess", "`pulumi"],
        ["capture", "`assess`"],
        ["copy", "`capture`"],
        ["cutover", "`copy`"],
        ["retire", "none:"],
      ],
    );
    assert.deepEqual(
      steps.filter((step) => step.minutes === undefined).map(({ phase }) => phase),
      ["assess", "capture"],
    );
  });

  it("have no capture with paused writes, and say what a rollback loses", () => {
    const steps = assessedSteps({ ...FACTS, writes: "paused" });
    assert.deepEqual(
      steps.map(({ phase }) => phase),
      ["assess", "copy", "cutover", "retire"],
    );
    assert.match(steps[2]?.undo ?? "", /writes made since are lost/);
  });

  it("take the service's time and the comparison at documented rates", () => {
    // A million ids are 10,000 pages (50 s at 200 a second) and 5,000 fetches (50 s at 100 a second).
    assert.deepEqual([minutes("cutover")?.low, minutes("cutover")?.high], [1, 9]);
    assert.deepEqual([minutes("copy")?.low, minutes("copy")?.high], [11, 129]);
    assert.match(minutes("copy")?.how ?? "", /no rate.*catch-up not counted/);
    assert.deepEqual([minutes("cutover", { records: 25_000_000 })?.low], [21]);
    assert.deepEqual([minutes("cutover", { records: 0 })?.high], [0]);
  });

  it("take longer above a million records", () => {
    assert.equal(serviceMinutes(1_000_000).high, 120);
    assert.equal(serviceMinutes(1_000_001).high, 480);
  });

  it("count what is written meanwhile at one request a record at most", () => {
    // 120 minutes of 8.64 million writes a day are 720,000: 7,200 s, 120 minutes.
    assert.equal(minutes("copy", { writesPerDay: 8_640_000 })?.high, 129 + 120);
    assert.equal(minutes("copy", { writesPerDay: 8_640_000, writes: "paused" })?.high, 129);
  });

  it("say how long a pod index from the collection takes, by the vendor", () => {
    const undo = (podType: string) => assessedSteps({ ...FACTS, podType }).at(-1)?.undo ?? "";
    assert.match(undo("s1.x1"), /about 10 minutes/);
    assert.match(undo("p2.x1"), /hours for p2/);
  });
});

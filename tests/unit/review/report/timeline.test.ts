import assert from "node:assert/strict";
import type { MigrationFacts } from "../../../../provider/src/review/report/facts";
import { isMissing } from "../../../../provider/src/review/report/model";
import { timelineOf } from "../../../../provider/src/review/report/timeline";
import { fullFacts, stackOf } from "../../../support/review/report/sampleFacts";
import { sampleLog } from "../../../support/review/report/sampleLog";
import { retiredState } from "../../../support/review/report/sampleState";

function titles(facts: MigrationFacts): string[] {
  const timeline = timelineOf(facts);
  if (isMissing(timeline)) throw new Error(timeline.why);
  return timeline.events.map(({ title }) => title);
}

describe("the timeline", () => {
  it("has everything that keeps a time, in order", async () => {
    assert.deepEqual(titles(await fullFacts()), [
      "Assessed",
      "Pod index adopted",
      "Write log opened",
      "First write recorded",
      "Collection asked for",
      "Collection ready",
      "Serverless index ready",
      "Phase cutover begun",
      "Caught up",
      "Parity check begun",
      "Parity check finished",
      "Traffic switched to serverless",
    ]);
  });

  it("takes the switch and the collection from the state when there is no log", async () => {
    const { log: _none, ...facts } = await fullFacts();
    const timeline = timelineOf(facts);
    assert.ok(!isMissing(timeline));
    const switched = timeline.events.filter(({ isSwitch }) => isSwitch);
    assert.deepEqual(
      switched.map(({ source, title }) => [source, title]),
      [["stack", "Traffic switched to serverless"]],
    );
    assert.equal(timeline.events.filter(({ title }) => title === "Collection asked for").length, 1);
  });

  it("tells every switch, there and back, with how long writes were held", async () => {
    const log = sampleLog();
    const [first] = log.switches;
    assert.ok(first !== undefined);
    const back = { ...first, epoch: 40, at: first.at + 3_600_000, heldMs: 1_250, to: "pod" as const };
    const timeline = timelineOf({ podIndex: "docs", log: { ...log, switches: [first, back] } });
    assert.ok(!isMissing(timeline));
    assert.deepEqual(
      timeline.events.filter(({ isSwitch }) => isSwitch).map(({ title, detail }) => [title, detail]),
      [
        ["Traffic switched to serverless", "writes held for 0.41 s"],
        ["Traffic switched back to the pod index", "writes held for 1.25 s"],
      ],
    );
  });

  it("ends with the retirement", async () => {
    const stack = (await stackOf(retiredState())).get("docs");
    assert.ok(stack !== undefined);
    assert.equal(titles({ podIndex: "docs", stack }).at(-1), "Pod index retired");
  });

  it("says what it can't tell", async () => {
    const facts = await fullFacts();
    const notesOf = (more: MigrationFacts) => {
      const timeline = timelineOf(more);
      return isMissing(timeline) ? [] : timeline.notes;
    };
    assert.ok(notesOf(facts).some((note) => note.startsWith("1 fence ended without a switch")));
    const { stack: _none, ...without } = facts;
    assert.ok(notesOf(without).some((note) => note.startsWith("Without the stack's state")));
    const log = { ...sampleLog(), unreadRecords: 7 };
    assert.ok(notesOf({ ...facts, log }).some((note) => note.startsWith("7 older control records")));
  });

  it("says how to get one when nothing keeps a time; a time that is none is left out", () => {
    const nothing = timelineOf({ podIndex: "docs" });
    assert.ok(isMissing(nothing));
    assert.ok(nothing.how.some((line) => line.startsWith("pulumi stack export")));
    const stack = { stack: "a/b", resources: [{ kind: "PodIndex" as const, name: "docs", created: "never" }] };
    assert.ok(isMissing(timelineOf({ podIndex: "docs", stack })));
  });
});

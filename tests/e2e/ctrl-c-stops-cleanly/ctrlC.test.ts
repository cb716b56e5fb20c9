import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("one Ctrl-C stops cleanly, and the next up goes on", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "copy" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  async function interrupted(request: string): Promise<string> {
    const since = fixture.emulator.journal.length;
    const { child, ended } = stack.start("up", "--yes", "--skip-preview");
    while (!fixture.emulator.journal.slice(since).some(({ method, path }) => `${method} ${path}` === request)) {
      await delay(50);
    }
    await delay(500);
    child.kill("SIGINT");
    const { code, output } = await ended;
    assert.notEqual(code, 0, output);
    assert.match(output, /STOPPED/);
    assert.match(output, /`pulumi up` goes on from here/);
    return output;
  }

  it("while the collection is being made: its state is saved", async () => {
    fixture.emulator.control.holdCollections();
    const output = await interrupted("POST /collections");
    assert.match(output, /Initializing/, "progress is shown on the way");
    assert.equal((await stack.resource("Collection docs-collection")).initErrors?.length, 1);
    fixture.emulator.control.releaseCollections();
  });

  it("while the index is being made: its state is saved, the collection was gone on with", async () => {
    fixture.emulator.control.holdIndexes();
    await interrupted("POST /indexes");
    assert.equal((await stack.resource("ServerlessIndex docs-serverless")).initErrors?.length, 1);
    assert.equal((await stack.resource("Collection docs-collection")).outputs?.status, "Ready");
    fixture.emulator.control.releaseIndexes();
  });

  it("the next up finishes, with nothing made twice, though a refresh has wiped what the engine remembers of the stop", async () => {
    const refreshed = await stack.refresh();
    assert.equal(refreshed.code, 0, refreshed.output);
    assert.equal((await stack.resource("ServerlessIndex docs-serverless")).initErrors, undefined);
    await stack.reach("copy");
    const made = fixture.changes();
    assert.equal(made.filter((each) => each === "POST /collections").length, 1);
    // One for the pod index of the fixture, one for the serverless index.
    assert.equal(made.filter((each) => each === "POST /indexes").length, 2);
    const again = await stack.up("--expect-no-changes");
    assert.equal(again.code, 0, again.output);
  });
});

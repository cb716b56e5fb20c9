import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

describe("many migrations in one stack, each in its own phase", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    await fixture.addPodIndex("news");
    await fixture.addPodIndex("shop");
    stack = await Stack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("makes copies side by side", async () => {
    stack.set(
      { podIndex: "docs", phase: "copy" },
      { podIndex: "news", phase: "copy" },
      { podIndex: "shop", phase: "assess" },
    );
    fixture.emulator.control.holdCollections();
    const { ended } = stack.start("up", "--yes", "--skip-preview");
    const asked = () => fixture.changes().filter((each) => each === "POST /collections").length;
    // Neither is Ready yet: both are asked for only if neither waits for the other.
    for (let waited = 0; asked() < 2 && waited < 60_000; waited += 50) await delay(50);
    assert.equal(asked(), 2);
    fixture.emulator.control.releaseCollections();
    const { code, output } = await ended;
    assert.equal(code, 0, output);
  });

  it("moves one on without touching the others", async () => {
    const before = await fixture.world("news", "shop", "news-serverless");
    stack.set(
      { podIndex: "docs", phase: "cutover" },
      { podIndex: "news", phase: "copy" },
      { podIndex: "shop", phase: "assess" },
    );
    const { steps } = await stack.preview();
    assert.ok(steps.length > 0 && steps.every((step) => step.endsWith(" docs")), steps.join());
    const { code, output } = await stack.up();
    assert.equal(code, 0, output);
    const after = await fixture.world("news", "shop", "news-serverless");
    assert.deepEqual(after.records, before.records);
    assert.deepEqual(without(after.indexes, "docs"), without(before.indexes, "docs"));
  });
});

function without(indexes: Record<string, unknown>[], prefix: string) {
  return indexes.filter(({ name }) => !String(name).startsWith(prefix));
}

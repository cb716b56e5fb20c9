import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("another cloud is refused before anything is made", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("in the preview, and in an up without one", async () => {
    stack.set({ phase: "copy", serverless: { region: "us-central1", cloud: "gcp" } });
    const changes = fixture.changes().length;
    for (const { code, output } of [await stack.run("preview"), await stack.up()]) {
      assert.notEqual(code, 0);
      assert.match(output, /CLOUD_MISMATCH/);
    }
    assert.equal(fixture.changes().length, changes);
  });
});

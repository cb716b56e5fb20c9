import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("back from copy to assess removes what was made and leaves the pod index as found", () => {
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

  it("puts the world back, and copies again afterwards", async () => {
    const found = await fixture.world("docs");
    await stack.reach("copy");
    assert.deepEqual(await fixture.collectionNames(), ["docs-collection"]);
    stack.set({ phase: "assess" });
    const { steps } = await stack.preview();
    assert.deepEqual(steps, [
      "delete Collection docs-collection",
      "delete ParityCheck docs",
      "delete ServerlessIndex docs-serverless",
      "update Preflight docs",
    ]);
    await stack.reach("assess");
    assert.deepEqual(await fixture.world("docs"), found);
    await stack.reach("copy");
    assert.equal(await fixture.exists("docs-serverless"), true);
  });
});

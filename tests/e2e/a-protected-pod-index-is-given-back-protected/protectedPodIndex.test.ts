import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("a pod index that was protected by its owner is given back protected", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    await fixture.pinecone.configureIndex({ name: "docs", deletionProtection: "enabled", tags: { owner: "ops" } });
    stack = await InlineStack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("by a rollback: everything is as it was before the cutover", async () => {
    await stack.reach("copy");
    const copied = await fixture.world("docs", "docs-serverless");
    await stack.reach("cutover");
    await stack.reach("copy");
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), copied);
  });

  it("by a destroy: everything is as it was found", async () => {
    const { code, output } = await stack.destroy();
    assert.equal(code, 0, output);
    const { indexes, collections } = await fixture.world("docs");
    assert.deepEqual(
      indexes.map(({ name, deletion_protection, tags }) => ({ name, deletion_protection, tags })),
      [{ name: "docs", deletion_protection: "enabled", tags: { team: "search", owner: "ops" } }],
    );
    assert.deepEqual(collections, []);
  });

  it("and goes at retire all the same, once that is proven", async () => {
    await stack.reach("cutover");
    await stack.reach("retire");
    assert.equal(await fixture.exists("docs"), false);
    assert.equal((await fixture.pinecone.describeIndex("docs-serverless")).deletionProtection, "enabled");
  });
});

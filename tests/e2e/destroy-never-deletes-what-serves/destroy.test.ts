import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("destroy never deletes an adopted pod index, nor the index that serves", () => {
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

  for (const phase of ["assess", "capture"] as const) {
    it(`in ${phase}: the pod index is only forgotten, and is as found`, async () => {
      const found = await fixture.world("docs");
      await stack.reach(phase);
      const { code, output } = await stack.destroy();
      assert.equal(code, 0, output);
      assert.deepEqual(await fixture.world("docs"), found);
    });
  }

  it("in copy: what was made goes, the pod index is as found", async () => {
    const found = await fixture.world("docs");
    await stack.reach("copy");
    const { code, output } = await stack.destroy();
    assert.equal(code, 0, output);
    assert.deepEqual(await fixture.world("docs"), found);
  });

  for (const flags of [[], ["--continue-on-error"]]) {
    it(`in cutover: refuses and deletes nothing of value ${flags.join()}`, async () => {
      await stack.reach("cutover");
      const before = await fixture.world("docs", "docs-serverless");
      const { code, output } = await stack.destroy(...flags);
      assert.notEqual(code, 0, output);
      assert.match(output, /CUTOVER_GUARD/);
      assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
    });
  }

  it("in cutover: an entry taken out of the stack file deletes nothing either", async () => {
    const before = await fixture.world("docs", "docs-serverless");
    stack.setRaw([]);
    const { code, output } = await stack.up("--continue-on-error");
    assert.notEqual(code, 0, output);
    assert.match(output, /CUTOVER_GUARD/);
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
  });

  it("in retire: only forgets", async () => {
    await stack.reach("cutover");
    await stack.reach("retire");
    const before = await fixture.world("docs-serverless");
    const { code, output } = await stack.destroy();
    assert.equal(code, 0, output);
    assert.deepEqual(await fixture.world("docs-serverless"), before);
    assert.deepEqual(await fixture.collectionNames(), ["docs-collection"]);
  });
});

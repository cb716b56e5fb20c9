import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("a new stack for an index whose traffic is on serverless never switches it back", () => {
  let fixture: PodIndexFixture;
  const stacks: Stack[] = [];

  before(async () => {
    fixture = await PodIndexFixture.start();
    const first = await newStack();
    await first.reach("cutover");
  });

  after(async () => {
    for (const stack of stacks) stack.dispose();
    await fixture?.stop();
  });

  /** As after a lost state, or by somebody who doesn't know of the first stack. */
  async function newStack(): Promise<Stack> {
    const stack = await InlineStack.of(fixture, { phase: "assess" });
    stacks.push(stack);
    return stack;
  }

  for (const phase of ["assess", "copy"] as const) {
    it(`refuses to begin at ${phase}, in preview and in up`, async () => {
      const stack = await newStack();
      stack.set({ phase });
      const before = await fixture.world("docs", "docs-serverless");
      for (const way of [["preview"], ["up", "--yes", "--skip-preview", "--continue-on-error"]]) {
        const { code, output } = await stack.run(...way);
        assert.notEqual(code, 0, `${way[0]} went through:\n${output}`);
        assert.match(output, /PHASE_NOT_ALLOWED/);
      }
      assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
    });
  }

  it("takes the migration over at cutover, with nothing changed, and can roll back from there", async () => {
    const stack = await newStack();
    const before = await fixture.world("docs", "docs-serverless");
    await stack.reach("cutover");
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
    await stack.reach("copy");
    assert.equal((await stack.resource("ActiveIndex docs")).outputs?.active, "pod");
    assert.equal((await fixture.pinecone.describeIndex("docs")).deletionProtection, "disabled");
  });
});

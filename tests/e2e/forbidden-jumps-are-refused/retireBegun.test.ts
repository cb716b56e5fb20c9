import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

describe("a retirement that was begun and refused leaves cutover and copy open, and nothing else", () => {
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

  async function refuses(phase: Entry["phase"], code: string): Promise<void> {
    const before = await fixture.world("docs", "docs-serverless");
    stack.set({ phase });
    const { code: exit, output } = await stack.up("--continue-on-error");
    assert.notEqual(exit, 0, output);
    assert.ok(output.includes(code), output);
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
  }

  it("begins it: somebody wrote to the pod index", async () => {
    await stack.reach("cutover");
    const index = await fixture.index("docs");
    await index.update({ id: "record-7", metadata: { n: 8 } });
    await refuses("retire", "RETIRE_NOT_PROVEN");
    assert.equal((await stack.resource("Preflight docs")).inputs?.phase, "retire");
  });

  for (const phase of ["assess", "capture"] as const) {
    it(`retire, pod index there -> ${phase}`, () => refuses(phase, "PHASE_NOT_ALLOWED"));
  }

  it("-> cutover, with nothing changed", async () => {
    const before = await fixture.world("docs", "docs-serverless");
    await stack.reach("cutover");
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
  });

  it("-> copy, straight from the refused retirement, once the write is taken back", async () => {
    await refuses("retire", "RETIRE_NOT_PROVEN");
    const index = await fixture.index("docs");
    await index.update({ id: "record-7", metadata: { n: 7 } });
    await stack.reach("copy");
    assert.equal((await stack.resource("ActiveIndex docs")).outputs?.active, "pod");
    await refuses("retire", "PHASE_NOT_ALLOWED");
  });

  it("-> cutover and retire again", async () => {
    await stack.reach("cutover");
    await stack.reach("retire");
    assert.equal(await fixture.exists("docs"), false);
  });

  it("retire, pod index gone -> capture", async () => {
    const before = await fixture.world("docs-serverless");
    stack.set({ phase: "capture" });
    const { code, output } = await stack.up("--continue-on-error");
    assert.notEqual(code, 0, output);
    assert.match(output, /PHASE_NOT_ALLOWED/);
    assert.deepEqual(await fixture.world("docs-serverless"), before);
  });
});

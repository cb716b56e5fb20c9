import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("a stack that is renamed in cutover keeps its way back", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  beforeEach(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "assess" });
    await stack.reach("cutover");
    await stack.rename("prod");
  });

  afterEach(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  const tag = async () => (await fixture.pinecone.describeIndex("docs")).tags?.["podshift-stack"];

  it("says once that the cutover is its own, and rolls back", async () => {
    assert.deepEqual((await stack.preview()).steps, ["update ActiveIndex docs"]);
    await stack.reach("cutover");
    assert.equal(await tag(), "podshift@prod");
    assert.deepEqual((await stack.preview()).steps, []);
    await stack.reach("copy");
    assert.equal((await stack.resource("ActiveIndex docs")).outputs?.active, "pod");
    assert.equal(await tag(), undefined);
  });

  it("rolls back after runs that changed nothing of the switch: Pulumi saves new inputs then", async () => {
    const pod = await fixture.index("docs");
    await pod.upsert({ records: [{ id: "straggler", values: [1, 2, 3, 4] }] });
    stack.set({ phase: "retire" });
    const { code, output } = await stack.up();
    assert.notEqual(code, 0, output);
    assert.match(output, /RETIRE_NOT_PROVEN/);
    const { inputs } = await stack.resource("ActiveIndex docs");
    assert.match(String(inputs?.__urn), /^urn:pulumi:prod:/);
    assert.deepEqual(inputs?.__stacks, ["podshift/test"]);
    await pod.deleteOne({ id: "straggler" });
    await stack.reach("copy");
    assert.equal((await stack.resource("ActiveIndex docs")).outputs?.active, "pod");
  });
});

import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("the cutover can be jumped to, rolled back, and made again", () => {
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

  const active = async () => (await stack.resource("ActiveIndex docs")).outputs?.active;
  const protection = async (name: string) => (await fixture.pinecone.describeIndex(name)).deletionProtection;

  it("goes from assess to cutover in one jump", async () => {
    await stack.reach("assess");
    await stack.reach("cutover");
    assert.equal(await active(), "serverless");
    assert.equal(await protection("docs"), "enabled");
    assert.equal(await protection("docs-serverless"), "enabled");
  });

  it("rolls back, and puts protection and tags back as found", async () => {
    stack.set({ phase: "copy" });
    const { steps } = await stack.preview();
    assert.ok(steps.includes("update ActiveIndex docs"), steps.join());
    await stack.reach("copy");
    assert.equal(await active(), "pod");
    assert.equal(await protection("docs"), "disabled");
    assert.equal(await protection("docs-serverless"), "disabled");
    assert.equal((await fixture.pinecone.describeIndex("docs")).tags?.podshift, undefined);
    const { code, output } = await stack.refresh("--expect-no-changes");
    assert.equal(code, 0, output);
  });

  it("cuts over again on a parity check of its own", async () => {
    const before = (await stack.resource("ParityCheck docs")).outputs?.proof as { finishedAt: string };
    await stack.reach("cutover");
    const after = (await stack.resource("ParityCheck docs")).outputs?.proof as { finishedAt: string };
    assert.equal(await active(), "serverless");
    assert.ok(after.finishedAt > before.finishedAt);
  });

  it("refuses a rollback that would lose writes, and keeps the way forward open", async () => {
    const index = await fixture.index("docs-serverless");
    await index.upsert({ records: [{ id: "added", values: [1, 2, 3, 4] }] });
    stack.set({ phase: "copy" });
    const refused = await stack.up();
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /ROLLBACK_LOSES_WRITES/);
    assert.match(refused.output, /added/);
    assert.equal((await fixture.pinecone.describeIndex("docs")).tags?.podshift, "cutover");
    await stack.reach("cutover");
    assert.equal(await active(), "serverless");
    const { clean } = (await stack.resource("ParityCheck docs")).outputs ?? {};
    assert.equal(clean, true, "the proof of the cutover is kept");
  });

  it("rolls back with the loss acknowledged", async () => {
    await stack.reach("copy", { acknowledge: ["ROLLBACK_LOSES_WRITES"] });
    assert.equal(await active(), "pod");
  });

  it("refuses the next cutover: both sides differ", async () => {
    stack.set({ phase: "cutover" });
    const { code, output } = await stack.up();
    assert.notEqual(code, 0);
    assert.match(output, /PARITY_DIFFERENT/);
    assert.equal((await fixture.pinecone.describeIndex("docs")).tags?.podshift, undefined);
  });
});

import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

/** The way of running `up` in which the most would be done after a refusal. */
const GOING_ON = ["--continue-on-error"];

describe("retire is refused unless it is proven", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  beforeEach(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "copy" });
  });

  afterEach(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  /** Tries to retire; afterwards the world must be as before. */
  async function refusesBy(way: string[], expected: RegExp, ...indexes: string[]): Promise<void> {
    const before = await fixture.world(...indexes);
    stack.set({ phase: "retire" });
    const { code, output } = await stack.up(...way);
    assert.notEqual(code, 0, output);
    assert.match(output, expected);
    assert.deepEqual(await fixture.world(...indexes), before);
  }

  it("parity found a difference: traffic isn't switched, and retire is refused in the preview too", async () => {
    await stack.reach("copy");
    const index = await fixture.index("docs-serverless");
    await index.update({ id: "record-3", metadata: { n: 4 } });
    stack.set({ phase: "cutover" });
    const cutover = await stack.up();
    assert.notEqual(cutover.code, 0);
    assert.match(cutover.output, /PARITY_DIFFERENT/);
    assert.match(cutover.output, /record-3/);
    assert.equal((await fixture.pinecone.describeIndex("docs")).tags?.podshift, undefined);
    stack.set({ phase: "retire" });
    const preview = await stack.run("preview");
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, /SWITCH_NOT_FINISHED/);
    // The parity check, which failed, is made again first: it refuses before the switch is looked at.
    await refusesBy([], /PARITY_DIFFERENT/, "docs", "docs-serverless");
  });

  it("the pod index was written to since the cutover: changed, added, deleted", async () => {
    await stack.reach("cutover");
    const index = await fixture.index("docs");
    const [original] = Object.values((await index.fetch({ ids: ["record-7"] })).records);
    assert.ok(original);
    await index.update({ id: "record-7", metadata: { n: 8 } });
    for (const way of [[], GOING_ON])
      await refusesBy(way, /record-7 in \(default\) was changed/, "docs", "docs-serverless");
    await index.upsert({ records: [original] });
    await index.upsert({ records: [{ id: "added", values: [1, 2, 3, 4] }] });
    await refusesBy([], /61 records|31 records/, "docs", "docs-serverless");
    await index.deleteOne({ id: "added" });
    await index.deleteOne({ id: "record-9" });
    await refusesBy([], /record-9 in \(default\) is gone/, "docs", "docs-serverless");
  });

  it("the collection is gone", async () => {
    await stack.reach("cutover");
    await fixture.pinecone.deleteCollection("docs-collection");
    await refusesBy(GOING_ON, /collection docs-collection is gone/, "docs", "docs-serverless");
  });

  it("every protection was taken off by hand and by flag: what is not proven is not deleted", async () => {
    await stack.reach("cutover");
    const index = await fixture.index("docs");
    await index.update({ id: "record-7", metadata: { n: 8 } });
    await fixture.pinecone.configureIndex({ name: "docs", deletionProtection: "disabled" });
    await fixture.pinecone.configureIndex({ name: "docs-serverless", deletionProtection: "disabled" });
    await stack.run("state", "unprotect", "--all", "--yes");
    await refusesBy(GOING_ON, /RETIRE_NOT_PROVEN/, "docs", "docs-serverless");
    const destroyed = await stack.destroy("--continue-on-error");
    assert.notEqual(destroyed.code, 0);
    assert.equal(await fixture.exists("docs"), true);
    assert.equal(await fixture.exists("docs-serverless"), true);
  });

  it("writes on serverless after the cutover are no hindrance", async () => {
    await stack.reach("cutover");
    const index = await fixture.index("docs-serverless");
    await index.upsert({ records: [{ id: "added", values: [1, 2, 3, 4] }] });
    await index.deleteOne({ id: "record-2" });
    await stack.reach("retire");
    assert.equal(await fixture.exists("docs"), false);
  });
});

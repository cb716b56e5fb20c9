import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("drift shows in refresh, and the next up does what is safe", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "copy" });
    await stack.reach("copy");
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  const driftOf = async () => {
    const { code, output } = await stack.refresh("--diff");
    assert.equal(code, 0, output);
    return output;
  };

  it("a pod index that was re-tagged", async () => {
    await fixture.pinecone.configureIndex({ name: "docs", tags: { team: "other" } });
    assert.match(await driftOf(), /team\s*: "search" => "other"/);
  });

  it("a serverless index that was re-tagged", async () => {
    await fixture.pinecone.configureIndex({ name: "docs-serverless", tags: { owner: "me" } });
    assert.match(await driftOf(), /owner\s*: "me"/);
  });

  it("a serverless index that was deleted: it is made again from the collection", async () => {
    await fixture.pinecone.deleteIndex("docs-serverless");
    await driftOf();
    assert.ok(!(await stack.kinds()).includes("ServerlessIndex docs-serverless"));
    await stack.reach("copy");
    const index = await fixture.index("docs-serverless");
    assert.equal((await index.describeIndexStats()).totalRecordCount, 60);
  });

  it("a collection that was deleted", async () => {
    await fixture.pinecone.deleteCollection("docs-collection");
    await driftOf();
    assert.ok(!(await stack.kinds()).includes("Collection docs-collection"));
    await stack.reach("assess");
    await stack.reach("cutover");
  });

  it("a guard that was lifted by hand after the cutover: the next up puts it back", async () => {
    await fixture.pinecone.configureIndex({ name: "docs", deletionProtection: "disabled" });
    assert.match(await driftOf(), /guarded\s*: true => false/);
    await stack.reach("cutover");
    assert.equal((await fixture.pinecone.describeIndex("docs")).deletionProtection, "enabled");
  });

  it("a switch that was undone by hand: it shows, and is made again only on a new proof", async () => {
    await fixture.pinecone.configureIndex({ name: "docs", tags: { podshift: "" } });
    assert.match(await driftOf(), /active\s*: "serverless" => "pod"/);
    const index = await fixture.index("docs-serverless");
    await index.update({ id: "record-3", metadata: { n: 99 } });
    stack.set({ phase: "cutover" });
    const refused = await stack.up();
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /PARITY_DIFFERENT/);
    await index.update({ id: "record-3", metadata: { n: 3 } });
    await stack.reach("cutover");
    assert.equal((await fixture.pinecone.describeIndex("docs")).tags?.podshift, "cutover");
  });

  it("the serving index deleted by hand: it is not made again from an old collection", async () => {
    await fixture.pinecone.configureIndex({ name: "docs-serverless", deletionProtection: "disabled" });
    await fixture.pinecone.deleteIndex("docs-serverless");
    await driftOf();
    stack.set({ phase: "cutover" });
    const { code, output } = await stack.up();
    assert.notEqual(code, 0);
    assert.match(output, /SERVES_TRAFFIC/);
    assert.equal(await fixture.exists("docs-serverless"), false);
  });

  it("and the way back to the pod index is open", async () => {
    await stack.reach("copy");
    assert.equal((await stack.resource("ActiveIndex docs")).outputs?.active, "pod");
  });
});

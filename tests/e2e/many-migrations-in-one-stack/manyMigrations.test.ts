import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

const PHASES = { docs: "assess", news: "copy", shop: "cutover" } as const;

describe("many migrations in one stack each have a phase of their own", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start({ recordsPerNamespace: 12 });
    for (const name of ["news", "shop"]) await fixture.addPodIndex(name);
    stack = await InlineStack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  const set = (phases: Record<string, Entry["phase"]>) =>
    stack.set(...Object.entries(phases).map(([podIndex, phase]) => ({ podIndex, phase })));
  const asked = (method: string, path: string) =>
    fixture.emulator.journal.filter((each) => each.method === method && each.path === path);

  it("makes their copies at the same time", async () => {
    set(PHASES);
    const { control } = fixture.emulator;
    control.holdCollections();
    const { ended } = stack.start("up", "--yes", "--skip-preview");
    let over = false;
    void ended.then(() => {
      over = true;
    });
    try {
      while (!over && asked("POST", "/collections").length < 2) await pause(50);
      const { collections = [] } = await fixture.pinecone.listCollections();
      assert.deepEqual(collections.map(({ name, status }) => `${name} ${status}`).sort(), [
        "news-collection Initializing",
        "shop-collection Initializing",
      ]);
      assert.deepEqual(
        asked("POST", "/indexes").length,
        3,
        "only the pod indexes: no copy is begun before its collection",
      );
    } finally {
      control.releaseCollections();
    }
    const { code, output } = await ended;
    assert.equal(code, 0, output);
  });

  it("brings each to its own phase", async () => {
    const active = (await stack.resources()).filter(({ type }) => type.endsWith(":ActiveIndex"));
    assert.deepEqual(active.map(({ outputs }) => outputs?.name).sort(), ["docs", "news", "shop-serverless"]);
    const names = (await fixture.world()).indexes.map(({ name }) => name).sort();
    assert.deepEqual(names, ["docs", "news", "news-serverless", "shop", "shop-serverless"]);
    assert.deepEqual(await fixture.collectionNames(), ["news-collection", "shop-collection"]);
  });

  it("names each in the stack's outputs", async () => {
    const { output } = await stack.run("stack", "output", "--json");
    const { migrations } = JSON.parse(output) as { migrations: Record<string, { phase: string; index: string }> };
    const said = Object.entries(migrations).map(([name, { phase, index }]) => [name, phase, index]);
    assert.deepEqual(said.sort(), [
      ["docs", "assess", "docs"],
      ["news", "copy", "news"],
      ["shop", "cutover", "shop-serverless"],
    ]);
  });

  it("changes nothing in a second up", async () => {
    const { code, output } = await stack.up("--expect-no-changes");
    assert.equal(code, 0, output);
  });

  it("refuses a forbidden jump of one, and leaves the others and their records alone", async () => {
    const before = await fixture.world("docs", "news", "shop", "news-serverless", "shop-serverless");
    set({ ...PHASES, docs: "retire" });
    const preview = await stack.run("preview");
    assert.notEqual(preview.code, 0, preview.output);
    assert.match(preview.output, /PHASE_NOT_ALLOWED/);
    const up = await stack.up("--continue-on-error");
    assert.notEqual(up.code, 0, up.output);
    assert.match(up.output, /PHASE_NOT_ALLOWED/);
    assert.deepEqual(await fixture.world("docs", "news", "shop", "news-serverless", "shop-serverless"), before);
  });

  it("moves each on its own: one forwards, one back, one out of the stack", async () => {
    set({ news: "assess", shop: "retire" });
    const { code, output, steps } = await stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(steps, [
      "create PodRetirement shop",
      "delete ActiveIndex docs",
      "delete Collection news-collection",
      "delete ParityCheck news",
      "delete PodIndex docs",
      "delete PodIndex shop",
      "delete Preflight docs",
      "delete ServerlessIndex news-serverless",
      "update Preflight news",
      "update Preflight shop",
    ]);
    const records = (await fixture.world("docs", "news", "shop-serverless")).records;
    const up = await stack.up();
    assert.equal(up.code, 0, up.output);
    const after = await fixture.world("docs", "news", "shop-serverless");
    assert.deepEqual(after.records, records);
    assert.deepEqual(after.indexes.map(({ name }) => name).sort(), ["docs", "news", "shop-serverless"]);
    assert.deepEqual(await fixture.collectionNames(), ["shop-collection"]);
  });
});

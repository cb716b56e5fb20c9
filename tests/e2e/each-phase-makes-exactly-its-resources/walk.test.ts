import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

const ASSESSED = ["ActiveIndex docs", "PodIndex docs", "Preflight docs"];
const COPIED = [
  ...ASSESSED,
  "Collection docs-collection",
  "ParityCheck docs",
  "ServerlessIndex docs-serverless",
].sort();
const RETIRED = [...COPIED.filter((each) => each !== "PodIndex docs"), "PodRetirement docs"].sort();

/** What the preview of each step shows, and what the state holds after it. */
const STEPS: { phase: Entry["phase"]; preview: string[]; state: string[] }[] = [
  { phase: "assess", preview: ASSESSED.map((each) => `create ${each}`), state: ASSESSED },
  { phase: "capture", preview: ["update Preflight docs"], state: ASSESSED },
  {
    phase: "copy",
    preview: [
      "create Collection docs-collection",
      "create ParityCheck docs",
      "create ServerlessIndex docs-serverless",
      "update Preflight docs",
    ],
    state: COPIED,
  },
  {
    phase: "cutover",
    preview: ["update ActiveIndex docs", "update ParityCheck docs", "update PodIndex docs", "update Preflight docs"],
    state: COPIED,
  },
  {
    phase: "retire",
    preview: ["create PodRetirement docs", "delete PodIndex docs", "update Preflight docs"],
    state: RETIRED,
  },
];

describe("each phase makes exactly its resources, and a second up and a refresh change nothing", () => {
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

  for (const { phase, preview, state } of STEPS) {
    describe(phase, () => {
      it("shows exactly its steps in the preview, which asks nothing twice and changes nothing", async () => {
        stack.set({ phase });
        const before = fixture.emulator.journal.length;
        const shown = await stack.preview();
        assert.equal(shown.code, 0, shown.output);
        assert.deepEqual(shown.steps, preview.sort());
        const asked = fixture.emulator.journal.slice(before).map((each) => `${each.method} ${each.index} ${each.path}`);
        assert.deepEqual(asked, [...new Set(asked)]);
        assert.deepEqual(fixture.changes(before), []);
      });

      it("makes them", async () => {
        // With a process for the program, as users' commands have it: the others of this walk do without.
        const { code, output } = await stack.start("up", "--yes", "--skip-preview").ended;
        assert.equal(code, 0, output);
        assert.deepEqual(await stack.kinds(), state);
      });

      it("changes nothing in a second up", async () => {
        const changes = fixture.changes().length;
        const again = await stack.up("--expect-no-changes");
        assert.equal(again.code, 0, again.output);
        assert.deepEqual(fixture.changes().slice(changes), []);
      });

      it("changes nothing in a refresh", async () => {
        const { code, output } = await stack.refresh("--expect-no-changes");
        assert.equal(code, 0, output);
      });
    });
  }

  describe("at the end", () => {
    it("has the pod index gone, the collection kept and the serverless index serving", async () => {
      assert.equal(await fixture.exists("docs"), false);
      assert.deepEqual(await fixture.collectionNames(), ["docs-collection"]);
      const { outputs } = await stack.resource("ActiveIndex docs");
      assert.equal(outputs?.active, "serverless");
      const index = await fixture.index("docs-serverless");
      assert.equal((await index.describeIndexStats()).totalRecordCount, 60);
    });

    it("has carried over shape, filterable fields and tags", async () => {
      const index = await fixture.pinecone.describeIndex("docs-serverless");
      assert.equal(index.dimension, 4);
      assert.equal(index.metric, "dotproduct");
      assert.equal(index.tags?.team, "search");
      assert.ok("serverless" in index.spec);
      assert.deepEqual(Object.keys(index.spec.serverless.schema?.fields ?? {}).sort(), ["kind", "n"]);
    });
  });
});

import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

/** The rows of podshift's resources in a preview as people read it: "~ PodIndex docs update [diff: ~guarded]". */
function rowsOf(preview: string): string[] {
  const rows = preview.matchAll(
    /^ ([+~-]+) +pulumi-nodejs:dynamic\/pinecone:(\w+ \S+ (?:create|update|delete|replace)(?: \[diff: [^\]]*\])?)/gm,
  );
  return [...new Set([...rows].map(([, sign, row]) => `${sign} ${row}`))].sort();
}

const STEPS: { phase: Entry["phase"]; rows: string[]; outputs?: RegExp }[] = [
  { phase: "assess", rows: ["+ ActiveIndex docs create", "+ PodIndex docs create", "+ Preflight docs create"] },
  {
    phase: "copy",
    rows: [
      "+ Collection docs-collection create",
      "+ ParityCheck docs create",
      "+ ServerlessIndex docs-serverless create",
      "~ Preflight docs update [diff: ~phase]",
    ],
  },
  {
    phase: "cutover",
    rows: [
      "~ ActiveIndex docs update [diff: +serverlessProtection~active]",
      "~ ParityCheck docs update [diff: ~content,for]",
      "~ PodIndex docs update [diff: ~guarded]",
      "~ Preflight docs update [diff: ~phase]",
    ],
    outputs: /~ active: "pod" => "serverless"/,
  },
  {
    phase: "retire",
    rows: ["+ PodRetirement docs create", "- PodIndex docs delete", "~ Preflight docs update [diff: ~phase]"],
    outputs: /~ phase : "cutover" => "retire"/,
  },
];

describe("a saved plan is held: up does what the preview showed, and nothing else", () => {
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

  const save = async () => {
    const { code, output } = await stack.run("preview", "--save-plan=plan.json");
    assert.equal(code, 0, output);
    return output;
  };
  const upByPlan = () => stack.up("--plan=plan.json");

  async function step({ phase, rows, outputs }: (typeof STEPS)[number]): Promise<void> {
    stack.set({ phase });
    const shown = await save();
    assert.deepEqual(rowsOf(shown), rows);
    if (outputs !== undefined) assert.match(shown, outputs);
    const { code, output } = await upByPlan();
    assert.equal(code, 0, output);
  }

  const [assess, copy, cutover, retire] = STEPS as [Step, Step, Step, Step];

  it("assess", () => step(assess));

  it("another phase than the reviewed one is refused", async () => {
    await save();
    stack.set({ phase: "copy" });
    const since = fixture.emulator.journal.length;
    const { code, output } = await upByPlan();
    assert.notEqual(code, 0, output);
    assert.match(output, /plan/);
    assert.deepEqual(fixture.changes(since), []);
  });

  it("a fact that the reviewer saw and that has changed since is refused: no index is made by it", async () => {
    await save();
    await fixture.pinecone.configureIndex({ name: "docs", tags: { team: "other" } });
    const { code, output } = await upByPlan();
    assert.notEqual(code, 0, output);
    assert.match(output, /plan.*carriedTags/);
    assert.equal(await fixture.exists("docs-serverless"), false);
    await fixture.pinecone.configureIndex({ name: "docs", tags: { team: "search" } });
    stack.set({ phase: "assess" });
    await stack.reach("assess");
    assert.deepEqual(await fixture.collectionNames(), []);
  });

  for (const each of [copy, cutover, retire]) it(each.phase, () => step(each));

  it("ends with the pod index gone", async () => assert.equal(await fixture.exists("docs"), false));
});

type Step = (typeof STEPS)[number];

import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

const UP = ["up", "--yes", "--skip-preview"];
/** The ways in which a refusal must hold; of two that run `up`, the one that goes on after an error. */
const WAYS = [["preview"], [...UP, "--continue-on-error"]];

describe("forbidden jumps are refused, in every way to run them", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;
  let reached: Entry["phase"] | undefined;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  /** Brings the stack to a phase unless it is there: a test that failed takes no other one with it. */
  async function at(phase: Entry["phase"]): Promise<void> {
    if (reached === phase) return;
    reached = undefined;
    await stack.reach(phase);
    reached = phase;
  }

  async function refuses(phase: Entry["phase"], ways: readonly string[][], ...indexes: string[]): Promise<void> {
    const before = await fixture.world(...indexes);
    stack.set({ phase });
    for (const way of ways) {
      const { code: exit, output } = await stack.run(...way);
      assert.notEqual(exit, 0, `${way.join(" ")} went through:\n${output}`);
      assert.ok(output.includes("PHASE_NOT_ALLOWED"), `${way.join(" ")} must name it:\n${output}`);
      assert.doesNotMatch(output, /\n\s+at .*\.(ts|js):/, "no stack trace");
    }
    assert.deepEqual(await fixture.world(...indexes), before);
  }

  it("nothing -> retire", () => refuses("retire", WAYS, "docs"));

  it("assess -> retire", async () => {
    await at("assess");
    await refuses("retire", WAYS, "docs");
  });

  it("capture -> retire", async () => {
    await at("capture");
    await refuses("retire", WAYS, "docs");
  });

  it("copy -> retire", async () => {
    await at("copy");
    await refuses("retire", WAYS, "docs", "docs-serverless");
  });

  it("cutover -> assess", async () => {
    await at("cutover");
    await refuses("assess", [...WAYS, UP], "docs", "docs-serverless");
  });

  it("cutover -> capture", async () => {
    await at("cutover");
    await refuses("capture", WAYS, "docs", "docs-serverless");
  });

  it("goes on to retire as if nothing had been tried", async () => {
    await at("cutover");
    const { active } = (await stack.resource("ActiveIndex docs")).outputs ?? {};
    assert.equal(active, "serverless");
    await at("retire");
    assert.equal(await fixture.exists("docs"), false);
  });

  for (const phase of ["cutover", "copy", "assess"] as const) {
    it(`retire, pod index gone -> ${phase}`, async () => {
      await at("retire");
      await refuses(phase, WAYS, "docs-serverless");
    });
  }
});

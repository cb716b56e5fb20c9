import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Entry, Stack } from "../../support/stack";

/** The ways in which a refusal must hold. */
const WAYS = [["preview"], ["up", "--yes", "--skip-preview"], ["up", "--yes", "--skip-preview", "--continue-on-error"]];

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

  async function refuses(phase: Entry["phase"], code: string, ...indexes: string[]): Promise<void> {
    const before = await fixture.world(...indexes);
    stack.set({ phase });
    for (const way of WAYS) {
      const { code: exit, output } = await stack.run(...way);
      assert.notEqual(exit, 0, `${way.join(" ")} went through:\n${output}`);
      assert.ok(output.includes(code), `${way.join(" ")} must name ${code}:\n${output}`);
      assert.doesNotMatch(output, /\n\s+at .*\.(ts|js):/, "no stack trace");
    }
    assert.deepEqual(await fixture.world(...indexes), before);
  }

  it("nothing -> retire", () => refuses("retire", "PHASE_NOT_ALLOWED", "docs"));

  it("assess -> retire", async () => {
    await at("assess");
    await refuses("retire", "PHASE_NOT_ALLOWED", "docs");
  });

  it("capture -> retire", async () => {
    await at("capture");
    await refuses("retire", "PHASE_NOT_ALLOWED", "docs");
  });

  it("copy -> retire", async () => {
    await at("copy");
    await refuses("retire", "PHASE_NOT_ALLOWED", "docs", "docs-serverless");
  });

  it("cutover -> assess", async () => {
    await at("cutover");
    await refuses("assess", "PHASE_NOT_ALLOWED", "docs", "docs-serverless");
  });

  it("cutover -> capture", async () => {
    await at("cutover");
    await refuses("capture", "PHASE_NOT_ALLOWED", "docs", "docs-serverless");
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
      await refuses(phase, "PHASE_NOT_ALLOWED", "docs-serverless");
    });
  }
});

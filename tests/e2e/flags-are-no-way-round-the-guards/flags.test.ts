import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { CommandResult, Entry, Stack } from "../../support/stack";

describe("flags of the CLI are no way round the guards", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "assess" });
    await stack.reach("copy");
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  /** Runs a command on one resource; whatever it says, the whole world must be left as it was. */
  async function leavesAll(phase: Entry["phase"], command: string[], resource: string): Promise<CommandResult> {
    stack.set({ phase });
    const before = await fixture.world("docs", "docs-serverless");
    const { urn } = await stack.resource(resource);
    const result = await stack.run(...command, urn);
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before, result.output);
    return result;
  }

  async function refuses(phase: Entry["phase"], command: string[], resource: string, expected: RegExp): Promise<void> {
    const { code, output } = await leavesAll(phase, command, resource);
    assert.notEqual(code, 0, output);
    assert.match(output, expected);
  }

  const UP = ["up", "--yes", "--skip-preview"];
  const DESTROY = ["destroy", "--yes", "--skip-preview", "--target-dependents"];

  it("only the switch, without the proof that belongs to it", () =>
    refuses("cutover", [...UP, "--target"], "ActiveIndex docs", /PARITY_NOT_PROVEN/));

  it("only the end of the pod index, without its retirement", async () => {
    await stack.reach("cutover");
    await leavesAll("retire", [...UP, "--target"], "PodIndex docs");
    await leavesAll("retire", [...UP, "--target-dependents", "--continue-on-error", "--target"], "PodIndex docs");
  });

  it("destroying only the serverless index, and what depends on it", () =>
    refuses("cutover", [...DESTROY, "--target"], "ServerlessIndex docs-serverless", /CUTOVER_GUARD/));

  it("destroying only the pod index, and what depends on it", () =>
    refuses("cutover", [...DESTROY, "--continue-on-error", "--target"], "PodIndex docs", /CUTOVER_GUARD/));

  it("replacing the index that serves: the new row goes on with it", async () => {
    const { output } = await leavesAll("cutover", [...UP, "--replace"], "ServerlessIndex docs-serverless");
    assert.match(output, /docs-serverless is left alone/);
  });
});

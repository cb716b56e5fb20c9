import assert from "node:assert/strict";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { type Entry, Stack } from "../../support/stack";

describe("flags of the CLI are no way round the guards", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "assess" });
    await stack.reach("copy");
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  /** Runs a command on one resource; it must fail and leave the whole world as it was. */
  async function refuses(phase: Entry["phase"], command: string[], resource: string, expected?: RegExp): Promise<void> {
    stack.set({ phase });
    const before = await fixture.world("docs", "docs-serverless");
    const { urn } = await stack.resource(resource);
    const { code, output } = await stack.run(...command, urn);
    assert.notEqual(code, 0, output);
    if (expected !== undefined) assert.match(output, expected);
    assert.deepEqual(await fixture.world("docs", "docs-serverless"), before);
  }

  const UP = ["up", "--yes", "--skip-preview"];
  const DESTROY = ["destroy", "--yes", "--skip-preview", "--target-dependents"];

  it("only the switch, without the proof that belongs to it", () =>
    refuses("cutover", [...UP, "--target"], "ActiveIndex docs", /PARITY_NOT_PROVEN/));

  it("only the end of the pod index, without its retirement", async () => {
    await stack.reach("cutover");
    await refuses("retire", [...UP, "--target"], "PodIndex docs");
  });

  it("destroying only the serverless index, and what depends on it", () =>
    refuses("cutover", [...DESTROY, "--target"], "ServerlessIndex docs-serverless", /CUTOVER_GUARD/));

  it("destroying only the pod index, and what depends on it", () =>
    refuses("cutover", [...DESTROY, "--continue-on-error", "--target"], "PodIndex docs", /CUTOVER_GUARD/));

  it("replacing the index that serves", () =>
    refuses("cutover", [...UP, "--replace"], "ServerlessIndex docs-serverless", /CUTOVER_GUARD/));
});

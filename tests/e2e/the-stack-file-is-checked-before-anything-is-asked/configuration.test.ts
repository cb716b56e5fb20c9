import assert from "node:assert/strict";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

describe("the stack file is checked before anything is asked of the service", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  async function refused(migrations: unknown): Promise<string> {
    const asked = fixture.emulator.journal.length;
    stack.setRaw(migrations);
    const { code, output } = await stack.run("preview");
    assert.notEqual(code, 0, output);
    assert.equal(fixture.emulator.journal.length, asked, "no request is sent");
    assert.doesNotMatch(output, /\n\s+at .*\.(ts|js):/, "no stack trace");
    return output;
  }

  it("names every problem at once: a typo, an unknown phase, a missing field", async () => {
    const output = await refused([
      { podIndex: "docs", phse: "copy", phase: "cutovr", serverless: {}, writes: "paused" },
    ]);
    assert.match(output, /CONFIG_INVALID/);
    assert.match(output, /phse: unknown key/);
    assert.match(output, /phase: "cutovr"/);
    assert.match(output, /serverless\.region: is missing/);
  });

  for (const writes of ["mirrored", "deferred"]) {
    it(`refuses \`writes: ${writes}\`, which is not built yet`, async () => {
      const output = await refused([{ podIndex: "docs", phase: "copy", serverless: { region: "us-east-1" }, writes }]);
      assert.match(output, /WRITES_NOT_SUPPORTED/);
      assert.match(output, new RegExp(writes));
    });
  }

  it("refuses another cloud than the pod index's before anything is made", async () => {
    stack.set({ phase: "copy", serverless: { region: "us-central1", cloud: "gcp" } });
    const changes = fixture.changes().length;
    for (const { code, output } of [await stack.run("preview"), await stack.up()]) {
      assert.notEqual(code, 0);
      assert.match(output, /CLOUD_MISMATCH/);
    }
    assert.equal(fixture.changes().length, changes);
  });
});

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

/** A program of the user's own, whose migrations come from no list. */
const PROGRAM = `
  const { PodToServerlessMigration } = require("podshift");
  for (const [name, phase] of [["first", "cutover"], ["second", "copy"]]) {
    const serverless = { name: name + "-serverless", region: "us-east-1" };
    const collection = name + "-collection";
    new PodToServerlessMigration(name, { podIndex: "docs", serverless, collection, writes: "paused", phase });
  }
`;

describe("two migrations of one pod index in a program: refused in the preview", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "copy" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("says which index it is, and never begins the second, also without a preview", async () => {
    writeFileSync(join(stack.folder, "index.ts"), PROGRAM);
    for (const result of [await stack.preview(), await stack.up()]) {
      assert.notEqual(result.code, 0, result.output);
      assert.match(result.output, /CONFIG_INVALID/);
      // A preview is JSON: its quotes are escaped.
      assert.match(result.output, /podIndex: \\?"docs\\?" stands in two migrations/);
    }
    assert.equal(await fixture.exists("second-serverless"), false);
  });
});

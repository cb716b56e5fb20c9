import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

/** A program of the user's own, with the migration under a name, and perhaps under an older one too. */
function program(url: string, name: string, aliases: string): string {
  return `
    const { PodToServerlessMigration } = require("podshift");
    new PodToServerlessMigration(
      "${name}",
      { podIndex: "docs", serverless: { region: "us-east-1" }, writes: "paused", phase: "copy" },
      { aliases: ${aliases} },
    );
    // ${url}
  `;
}

describe("a renamed migration doesn't crash: messages go to no row that isn't there", () => {
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

  const write = (name: string, aliases: string) =>
    writeFileSync(join(stack.folder, "index.ts"), program(fixture.emulator.url, name, aliases));

  it("changes nothing, refreshes and destroys under its new name", async () => {
    write("old", "[]");
    const made = await stack.up();
    assert.equal(made.code, 0, made.output);
    write("new", '[{ name: "old" }]');
    for (const result of [await stack.up(), await stack.refresh(), await stack.destroy()]) {
      assert.equal(result.code, 0, result.output);
      assert.doesNotMatch(result.output, /panic|goroutine/);
    }
    assert.equal(await fixture.exists("docs"), true);
    assert.equal(await fixture.exists("docs-serverless"), false);
  });

  it("keeps its copy also without an alias: what the new name has taken over isn't deleted under the old one", async () => {
    write("old", "[]");
    const made = await stack.up();
    assert.equal(made.code, 0, made.output);
    write("new", "[]");
    const renamed = await stack.up();
    assert.equal(renamed.code, 0, renamed.output);
    assert.match(renamed.output, /docs-serverless is left alone: the resource new-serverless goes on with it/);
    const kept = async () => [await fixture.exists("docs-serverless"), (await stack.kinds()).length];
    assert.deepEqual(await kept(), [true, 6]);
    const refreshed = await stack.refresh();
    assert.equal(refreshed.code, 0, refreshed.output);
    assert.deepEqual(await kept(), [true, 6]);
    const gone = await stack.destroy();
    assert.equal(gone.code, 0, gone.output);
    assert.equal(await fixture.exists("docs-serverless"), false);
  });

  it("keeps its copy when a rename with an alias is taken back without one, and when a resource is replaced", async () => {
    write("old", "[]");
    const made = await stack.up();
    assert.equal(made.code, 0, made.output);
    for (const [name, aliases] of [
      ["new", '[{ name: "old" }]'],
      ["old", "[]"],
    ] as const) {
      write(name, aliases);
      const renamed = await stack.up();
      assert.equal(renamed.code, 0, renamed.output);
      assert.equal(await fixture.exists("docs-serverless"), true);
    }
    const { urn } = await stack.resource("ServerlessIndex old-serverless");
    const replaced = await stack.up("--replace", urn);
    assert.equal(replaced.code, 0, replaced.output);
    assert.equal(await fixture.exists("docs-serverless"), true);
    const gone = await stack.destroy();
    assert.equal(gone.code, 0, gone.output);
    assert.equal(await fixture.exists("docs-serverless"), false);
  });
});

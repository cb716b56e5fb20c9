import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

describe("a changed handler leaves the preview empty", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "copy" });
    useOwnPackage(stack.folder);
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("whatever is changed in it", async () => {
    await stack.reach("copy");
    const handlers = join(stack.folder, "node_modules", "podshift", "dist", "handlers");
    for (const file of readdirSync(handlers).filter((each) => each.endsWith(".js"))) {
      appendFileSync(join(handlers, file), "\nglobalThis.podshiftWasChanged = true;\n");
    }
    const { code, output, steps } = await stack.preview("--expect-no-changes");
    assert.equal(code, 0, output);
    assert.deepEqual(steps, []);
  });

  it("and a change that matters is at work at once", async () => {
    const handler = join(stack.folder, "node_modules", "podshift", "dist", "handlers", "preflight.js");
    appendFileSync(handler, '\nexports.preflight.check = () => { throw new Error("today\'s handler"); };\n');
    const { code, output } = await stack.run("preview");
    assert.notEqual(code, 0);
    assert.match(output, /today's handler/);
  });
});

/** The project's own copy of the package, beside links to all others, so that changing it disturbs nobody. */
function useOwnPackage(folder: string): void {
  const modules = join(folder, "node_modules");
  const shared = realpathSync(modules);
  rmSync(modules);
  mkdirSync(modules);
  for (const entry of readdirSync(shared).filter((each) => each !== "podshift")) {
    symlinkSync(join(shared, entry), join(modules, entry));
  }
  cpSync(join(shared, "podshift"), join(modules, "podshift"), { recursive: true, dereference: true });
}

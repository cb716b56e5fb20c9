import assert from "node:assert/strict";
import { cpSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

describe("a stale build is noticed", () => {
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

  it("by the preview, which says what to do", async () => {
    const provider = join(stack.folder, "provider");
    const shared = realpathSync(provider);
    rmSync(provider);
    mkdirSync(join(provider, "dist"), { recursive: true });
    cpSync(join(shared, "src"), join(provider, "src"), { recursive: true });
    cpSync(join(shared, "dist", ".source-stamp"), join(provider, "dist", ".source-stamp"));
    writeFileSync(join(provider, "src", "added.ts"), "export {};\n");
    const { code, output } = await stack.run("preview");
    assert.notEqual(code, 0);
    assert.match(output, /npm run build/);
  });
});

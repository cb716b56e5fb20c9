import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import type { Stack } from "../../support/stack";

describe("a killed up leaves no process behind, and the next one finishes with nothing made twice", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  beforeEach(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "copy" });
  });

  afterEach(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  for (const { what, request, hold, release } of [
    {
      what: "the collection",
      request: "POST /collections",
      hold: () => fixture.emulator.control.holdCollections(),
      release: () => fixture.emulator.control.releaseCollections(),
    },
    {
      what: "the index",
      request: "POST /indexes",
      hold: () => fixture.emulator.control.holdIndexes(),
      release: () => fixture.emulator.control.releaseIndexes(),
    },
  ]) {
    it(`kill -9 while ${what} is being made`, async () => {
      const since = fixture.emulator.journal.length;
      hold();
      const { child, ended } = stack.start("up", "--yes", "--skip-preview");
      await until(() => fixture.changes(since).includes(request));
      await delay(500);
      const providers = providersOf(child.pid ?? 0);
      assert.equal(providers.length, 1, "the provider's process runs");
      child.kill("SIGKILL");
      await ended;
      await until(() => providers.every((pid) => !isAlive(pid)));
      release();

      // The one line that docs/interrupted.md gives.
      for (const command of [
        ["cancel", "--yes"],
        ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"],
        ["up", "--yes", "--skip-preview"],
      ]) {
        const { code, output } = await stack.run(...command);
        assert.equal(code, 0, output);
      }
      const made = fixture.changes(since);
      assert.equal(made.filter((each) => each === "POST /collections").length, 1, made.join());
      assert.equal(made.filter((each) => each === "POST /indexes").length, 1, made.join());
      const index = await fixture.index("docs-serverless");
      assert.equal((await index.describeIndexStats()).totalRecordCount, 60);
      const again = await stack.up("--expect-no-changes");
      assert.equal(again.code, 0, again.output);
    });
  }

  it("kill -9 while the pod index is retired: it goes with proof only, and the next up finishes", async () => {
    await stack.reach("cutover");
    stack.set({ phase: "retire" });
    const since = fixture.emulator.journal.length;
    const { child, ended } = stack.start("up", "--yes", "--skip-preview");
    await until(() => fixture.changes(since).includes("PATCH /indexes/docs"));
    child.kill("SIGKILL");
    await ended;
    await delay(1_500);
    for (const command of [
      ["cancel", "--yes"],
      ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"],
      ["up", "--yes", "--skip-preview"],
    ]) {
      const { code, output } = await stack.run(...command);
      assert.equal(code, 0, output);
    }
    assert.equal(await fixture.exists("docs"), false);
    assert.deepEqual(await fixture.collectionNames(), ["docs-collection"]);
  });

  describe("the state in a folder", () => {
    const state = () => join(stack.folder, "state");
    const sideFiles = () => readdirSync(state(), { recursive: true }).filter((each) => String(each).endsWith(".attrs"));

    it("a side file that a kill left empty: the line of docs/interrupted.md takes it away", async () => {
      stack.env.PULUMI_BACKEND_URL = `file://${state()}`;
      await stack.reach("assess");
      truncateSync(join(state(), ".pulumi", "stacks", "podshift", "test.json.attrs"), 0);
      const broken = await stack.up();
      assert.notEqual(broken.code, 0);
      assert.match(broken.output, /failed to load checkpoint: EOF/);

      const line = /^find \/srv\/state (.*)$/m.exec(readFileSync("docs/interrupted.md", "utf8"))?.[1];
      assert.ok(line !== undefined, "the page gives a line");
      assert.equal(spawnSync("sh", ["-c", `find . ${line}`], { cwd: state() }).status, 0);
      assert.notDeepEqual(sideFiles(), [], "those that are whole stay");
      const again = await stack.up("--expect-no-changes");
      assert.equal(again.code, 0, again.output);
    });

    it("as docs/your-own-index.md logs in, there is no side file that could be empty", async () => {
      assert.match(readFileSync("docs/your-own-index.md", "utf8"), /pulumi login .*'file:\/\/\/\S+\?metadata=skip'/);
      await stack.reach("assess");
      assert.deepEqual(sideFiles(), []);
    });
  });
});

async function until(holds: () => boolean, deadlineMs = 60_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error("waited too long");
    await delay(50);
  }
}

/** Processes below a process, at any depth, that run the dynamic provider. */
function providersOf(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const parent = /^\d+$/.test(entry) ? parentOf(Number(entry)) : undefined;
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined; at = parents.get(at)) if (at === ancestor) return true;
    return false;
  };
  return [...parents.keys()].filter((pid) => isBelow(pid) && commandOf(pid).includes("dynamic-provider"));
}

function parentOf(pid: number): number | undefined {
  const parent = /\nPPid:\s+(\d+)/.exec(readProc(pid, "status"))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function commandOf(pid: number): string {
  return readProc(pid, "cmdline").replaceAll("\0", " ");
}

function isAlive(pid: number): boolean {
  return commandOf(pid).includes("dynamic-provider");
}

/** "" for a process that is gone. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

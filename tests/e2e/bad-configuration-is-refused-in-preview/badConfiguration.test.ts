import assert from "node:assert/strict";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

const GOOD = { podIndex: "docs", phase: "assess", serverless: { region: "us-east-1" }, writes: "paused" };

interface Case {
  readonly title: string;
  readonly migrations: unknown;
  readonly code: string;
  /** Lines of the error, each of which must be there. */
  readonly named: readonly RegExp[];
}

const CASES: Case[] = [
  {
    title: "every mistake in one run: typos at both levels, an unknown phase, missing fields, a wrong type",
    migrations: [
      { ...GOOD, podIndx: "docs", serverless: { regoin: "us-east-1" }, phase: "cut-over" },
      { phase: "assess", serverless: { region: 7 }, writes: "paused" },
    ],
    code: "CONFIG_INVALID",
    named: [
      /^\s*podshift:migrations\.0\.podIndx: unknown key; known here: .*\bpodIndex\b/m,
      /^\s*podshift:migrations\.0\.phase: "cut-over" is not .*"assess".*"retire"/m,
      /^\s*podshift:migrations\.0\.serverless\.regoin: unknown key; known here: .*\bregion\b/m,
      /^\s*podshift:migrations\.0\.serverless\.region: is missing$/m,
      /^\s*podshift:migrations\.1\.podIndex: is missing$/m,
      /^\s*podshift:migrations\.1\.serverless\.region: 7 is not string$/m,
    ],
  },
  {
    title: "write modes without a log, the default among them",
    migrations: [
      { ...GOOD, podIndex: "one", writes: "mirrored" },
      { ...GOOD, podIndex: "two", writes: "deferred" },
      { podIndex: "three", phase: "copy", serverless: { region: "us-east-1" } },
    ],
    code: "CONFIG_INVALID",
    named: [/^\s*one: `writeLog` is missing/m, /^\s*two: `writeLog` is missing/m, /^\s*three: `writeLog` is missing/m],
  },
  {
    title: "a write log in a store that podshift doesn't know",
    migrations: [{ ...GOOD, writes: "mirrored", writeLog: "gs://bucket/docs" }],
    code: "WRITES_NOT_SUPPORTED",
    named: [/^\s*docs: `writeLog` begins with `gs:` and is no place for a log/m],
  },
  {
    title: "one pod index in two migrations",
    migrations: [GOOD, { ...GOOD, phase: "copy" }],
    code: "CONFIG_INVALID",
    named: [
      /^\s*podIndex: "docs" stands in two migrations$/m,
      /^\s*serverless\.name: "docs-serverless" stands in two migrations$/m,
      /^\s*collection: "docs-collection" stands in two migrations$/m,
    ],
  },
  {
    title: "a misspelt acknowledgement",
    migrations: [{ ...GOOD, acknowledge: ["ROLLBACK_LOOSES_WRITES"] }],
    code: "CONFIG_INVALID",
    named: [/^\s*podshift:migrations\.0\.acknowledge\.0: "ROLLBACK_LOOSES_WRITES" is not .*"ROLLBACK_LOSES_WRITES"/m],
  },
  {
    title: "a migration that is not in a list",
    migrations: GOOD,
    code: "CONFIG_INVALID",
    named: [/^\s*podshift:migrations: Object is not Array$/m],
  },
];

describe("bad configuration is refused in the preview, by name and before anything is asked of the service", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;
  let inline: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "assess" });
    inline = await InlineStack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    inline?.dispose();
    await fixture?.stop();
  });

  async function refuses(by: Stack, { migrations, code, named }: Case, ...command: string[]): Promise<void> {
    by.setRaw(migrations);
    const asked = fixture.emulator.journal.length;
    const { code: exit, output } = await by.run(...command);
    assert.notEqual(exit, 0, output);
    assert.ok(output.includes(`(${code})`), `must name ${code}:\n${output}`);
    for (const line of named) assert.match(output, line);
    assert.doesNotMatch(output, /^\s+at .*[:(]/m, "no stack trace");
    assert.deepEqual(fixture.emulator.journal.slice(asked), []);
  }

  // Each by the program, of which the first is run as Pulumi runs it.
  for (const [at, each] of CASES.entries()) it(each.title, () => refuses(at === 0 ? stack : inline, each, "preview"));

  it("an up without preview refuses as well, and begins nothing", async () => {
    for (const [at, each] of CASES.slice(0, 2).entries()) {
      const by = at === 0 ? stack : inline;
      await refuses(by, each, "up", "--yes", "--skip-preview", "--continue-on-error");
      assert.deepEqual(await by.kinds(), []);
    }
  });

  it("goes on once the file is right", async () => {
    stack.setRaw([GOOD]);
    const { code, output, steps } = await stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(steps, ["create ActiveIndex docs", "create PodIndex docs", "create Preflight docs"]);
  });
});

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { GitHubStandIn } from "../../support/review/githubStandIn";
import { runAction } from "../../support/review/runAction";
import { Stack } from "../../support/stack";

const MAIN = resolve(__dirname, "../../../provider/dist/cli/main.js");

/** The scripts of action.yml, with the real CLI; GitHub's API is a stand-in. */
describe("only what was reviewed is applied", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;
  let github: GitHubStandIn;

  before(async () => {
    github = await new GitHubStandIn().start();
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "assess" });
    await stack.reach("assess");
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
    await github?.stop();
  });

  const action = (command: string, more: Record<string, string> = {}) =>
    runAction(
      stack.folder,
      { command, stack: "test", podshift: `node ${MAIN}`, "github-token": "ghs_stand-in", ...more },
      { ...stack.env, ...github.env, PINECONE_CONTROLLER_HOST: fixture.emulator.url },
    );
  const inFolder = (name: string) => join(stack.folder, ".podshift", "review", name);

  it("a preview makes the comment, the summary, the plan and the record", async () => {
    stack.set({ phase: "copy" });
    const more = { "pull-request": "7", "stack-file": "stacks/Pulumi.test.yaml" };
    const { code, output, summary } = await action("preview", more);
    assert.equal(code, 0, output);
    assert.match(summary, /\*\*Cost a month:\*\* \*\*&#36;\d/, output);
    assert.match(
      github.comments[0]?.body ?? "",
      /^<!-- podshift:review stack=test -->\n\n### \S+ docs · assess → copy/,
    );
    assert.equal(summary.trimEnd(), readFileSync(inFolder("review.md"), "utf8").trimEnd());
    for (const name of ["plan.json", "reviewed.json"]) assert.ok(existsSync(inFolder(name)), name);
    assert.deepEqual(await fixture.collectionNames(), []);
  });

  it("a state that moved in between is refused, and nothing is changed", async () => {
    // Another `up`, from somewhere else: one phase further than when it was reviewed.
    stack.set({ phase: "capture" });
    const other = await stack.up();
    assert.equal(other.code, 0, other.output);
    stack.set({ phase: "copy" });
    const since = fixture.emulator.journal.length;
    const { code, output } = await action("up");
    assert.equal(code, 3, output);
    assert.match(output, /Preflight docs: `phase` in the state has moved/);
    assert.deepEqual(fixture.changes(since), []);
  });

  it("another stack file than the reviewed one is refused", async () => {
    stack.set({ phase: "copy" });
    assert.equal((await action("preview", { comment: "false" })).code, 0);
    stack.set({ phase: "copy", parity: { settleSeconds: 0.3, queries: 7 } });
    const { code, output } = await action("check");
    assert.equal(code, 3, output);
    assert.match(output, /another `queries` is asked for/);
    assert.match(output, /configuration: `podshift:migrations` is another/);
  });

  it("what was reviewed is applied", async () => {
    stack.set({ phase: "copy" });
    assert.equal((await action("preview", { "pull-request": "7" })).code, 0);
    assert.equal(github.comments.length, 1, "the comment is edited");
    const { code, output } = await action("up");
    assert.equal(code, 0, output);
    assert.equal(await fixture.exists("docs-serverless"), true);
  });

  it("a deletion that an earlier replacement left to be done is in the comment", async () => {
    const file = join(stack.folder, "state.json");
    const exported = await stack.run("stack", "export", "--file", file);
    assert.equal(exported.code, 0, exported.output);
    const state = JSON.parse(readFileSync(file, "utf8"));
    const { resources } = state.deployment;
    const serverless = resources.find(({ urn }: { urn: string }) => urn.endsWith(":ServerlessIndex::docs-serverless"));
    resources.push({ ...serverless, id: "docs-older", delete: true });
    writeFileSync(file, JSON.stringify(state));
    const imported = await stack.run("stack", "import", "--file", file);
    assert.equal(imported.code, 0, imported.output);
    const { code, output, summary } = await action("preview", { comment: "false" });
    assert.equal(code, 0, output);
    assert.match(summary, /### 🟠 docs · stays in copy · \*\*deletes 1 index\*\*/);
    assert.match(summary, /\*\*± 1 to replace\*\*/);
  });

  it("a preview that is refused is commented as blocked, ends with 3, and can't be applied", async () => {
    stack.set({ phase: "retire" });
    const { code, output, summary } = await action("preview", { "pull-request": "7" });
    assert.equal(code, 3, output);
    assert.match(github.comments[0]?.body ?? "", /### ⛔ docs · copy → retire · \*\*blocked: \d+ problem/);
    assert.match(summary, /PHASE_NOT_ALLOWED/);
    const applied = await action("up");
    assert.equal(applied.code, 3, applied.output);
    assert.equal(await fixture.exists("docs"), true);
  });
});

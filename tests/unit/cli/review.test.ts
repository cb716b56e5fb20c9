import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { assessmentOf, printed } from "../../support/review/assessments";
import { GitHubStandIn } from "../../support/review/githubStandIn";

const FIXTURES = join(__dirname, "..", "review", "comment", "fixtures");
const fixture = (name: string) => join(FIXTURES, `${name}.json`);

describe("podshift review", () => {
  let folder: string;
  let github: GitHubStandIn;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "podshift-review-"));
    github = await new GitHubStandIn().start();
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await github.stop();
  });

  async function run(args: string[], env: Record<string, string> = {}) {
    const lines: string[] = [];
    const errors: string[] = [];
    const io = {
      out: (line: string) => void lines.push(line),
      err: (line: string) => void errors.push(line),
      isTerminal: false,
      env,
      signal: new AbortController().signal,
    };
    const code = await runCli(["review", ...args], io, () => undefined);
    return { code, out: lines.join("\n"), err: errors.join("\n") };
  }

  const inFolder = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("prints the comment", async () => {
    const { code, out } = await run(["--preview", fixture("cutover")]);
    assert.equal(code, 0);
    assert.match(out, /^<!-- podshift:review stack=test -->\n\n### 🟠 docs · copy → cutover/);
  });

  it("writes it to a file, with the assessment and the name given", async () => {
    const [assess, file] = [inFolder("assess.json", printed(assessmentOf())), join(folder, "review.md")];
    const args = ["--preview", fixture("retire"), "--assessment", assess, "--stack", "acme/prod", "--out", file];
    const { code, out } = await run(args);
    assert.deepEqual([code, out], [0, ""]);
    assert.match(
      readFileSync(file, "utf8"),
      /^<!-- podshift:review stack=acme%2Fprod -->\n\n### 🔴 [\s\S]*&#36;640 → &#36;212/,
    );
  });

  it("puts what `scan --json` printed into it", async () => {
    const scan = { version: 1, files: 3, findings: [], notes: [], known: 0 };
    const args = ["--preview", fixture("cutover"), "--scan", inFolder("scan.json", JSON.stringify(scan))];
    assert.match((await run(args)).out, /Application code: ✅ nothing found in 3 files/);
    assert.equal((await run(["--preview", fixture("cutover"), "--scan", fixture("cutover")])).code, 1);
  });

  it("ends with 3 when it must not be applied, and posts the comment all the same", async () => {
    const event = inFolder("event.json", JSON.stringify({ pull_request: { number: 7 } }));
    const env = { ...github.env, GITHUB_EVENT_PATH: event };
    const { code, err } = await run(["--preview", fixture("accident"), "--stack", "test", "--post"], env);
    assert.equal(code, 3, err);
    assert.match(err, /REVIEW_BLOCKED/);
    assert.match(github.comments[0]?.body ?? "", /⛔ stack test/);
    const again = await run(["--preview", fixture("cutover"), "--stack", "test", "--post", "--json"], env);
    assert.deepEqual(JSON.parse(again.out), {
      ...{ stack: "test", level: "care", created: false },
      url: "https://github.test/acme/search/pull/7#issuecomment-1",
    });
    assert.match(github.comments[0]?.body ?? "", /🟠 docs/);
  });

  it("is blocked by a preview that failed for a reason that isn't in its JSON", async () => {
    const { code, out } = await run(["--preview", fixture("cutover"), "--exit-code", "255"]);
    assert.equal(code, 3);
    assert.match(out, /The preview failed\*\* \(exit code 255\)/);
  });

  it("says in the comment that it failed, over an earlier verdict", async () => {
    github.add("<!-- podshift:review stack=prod -->\n\n### 🟢 docs");
    const broken = inFolder("preview.json", '{"steps": "none"}');
    const args = ["--preview", broken, "--stack", "prod", "--post", "--pr", "7", "--out", join(folder, "review.md")];
    const { code, err } = await run(args, github.env);
    assert.equal(code, 1);
    assert.match(err, /REVIEW_INPUT_INVALID/);
    for (const text of [github.comments[0]?.body ?? "", readFileSync(join(folder, "review.md"), "utf8")]) {
      assert.match(text, /^<!-- podshift:review stack=prod -->\n\n### ⛔ stack prod · \*\*the review failed/);
    }
  });

  it("posts under the name given only: a preview that failed early has none to take an earlier verdict's place by", async () => {
    const failed = inFolder("preview.json", '{"diagnostics":[{"message":"no such stack","severity":"error"}]}');
    for (const preview of [fixture("cutover"), failed]) {
      const { code, err } = await run(["--preview", preview, "--post", "--pr", "7"], github.env);
      assert.equal(code, 2, err);
      assert.match(err, /--post needs --stack NAME/);
      assert.ok(err.includes("  Next: `podshift review --help`"), err);
    }
    assert.equal(github.comments.length, 0);
    for (const preview of [fixture("cutover"), failed]) {
      await run(["--preview", preview, "--stack", "test", "--post", "--pr", "7"], github.env);
    }
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? "", /^<!-- podshift:review stack=test -->\n\n### ⛔ /);
  });

  it("says in the comment that it failed, also when the record can't be written", async () => {
    github.add("<!-- podshift:review stack=prod -->\n\n### 🟢 docs");
    const record = join(folder, "nowhere", "reviewed.json");
    const args = ["--preview", fixture("cutover"), "--stack", "prod", "--post", "--pr", "7", "--record", record];
    assert.equal((await run(args, github.env)).code, 1);
    assert.match(github.comments[0]?.body ?? "", /### ⛔ stack prod · \*\*the review failed/);
  });

  it("names the commit that was previewed", async () => {
    const event = { pull_request: { number: 7, head: { sha: "0123456789abcdef0123456789abcdef01234567" } } };
    const env = { GITHUB_EVENT_PATH: inFolder("event.json", JSON.stringify(event)) };
    const { out } = await run(["--preview", fixture("cutover")], env);
    assert.match(out, /<sub>podshift review of stack test · commit `0123456789ab` · /);
    const broken = { GITHUB_EVENT_PATH: inFolder("event.json", "{") };
    assert.equal((await run(["--preview", fixture("cutover")], broken)).code, 0);
  });

  it("has no secret of the environment in it, not even a part of one that was cut", async () => {
    const key = "pcsk_0123456789_abcdefghijklmnopqrstuvwxyz";
    const preview = JSON.parse(readFileSync(fixture("cutover"), "utf8"));
    const urn = "urn:pulumi:test::p::aws:lambda/function:Function::search";
    const inputs = (was: string) => ({ environment: { PADDING: was.repeat(20), PINECONE_API_KEY: key }, key });
    const state = (was: string) => ({ urn, type: "aws:lambda/function:Function", inputs: inputs(was) });
    preview.steps.push({ op: "update", urn, oldState: state("a"), newState: state("b") });
    preview.diagnostics.push({ message: `a program printed ${key}`, severity: "error" });
    const args = ["--preview", inFolder("preview.json", JSON.stringify(preview))];
    for (const name of [
      "PINECONE_API_KEY",
      "GITHUB_TOKEN",
      "PULUMI_ACCESS_TOKEN",
      "PULUMI_CONFIG_PASSPHRASE",
      "AWS_SECRET_ACCESS_KEY",
    ]) {
      const { out } = await run(args, { [name]: key });
      assert.match(out, /a program printed \[secret\]/);
      assert.doesNotMatch(out, /pcsk/);
    }
  });

  it("hides no deletion, though a key of the emulator's is a part of every type", async () => {
    const { code, out } = await run(["--preview", fixture("accident")], { PINECONE_API_KEY: "pinecone" });
    assert.equal(code, 3);
    assert.match(out, /1 pod index would be lost/);
  });

  const unusable: ReadonlyArray<readonly [why: string, text: string]> = [
    ["it is empty", ""],
    ["it is no JSON", "Previewing update (prod)"],
    ["it is a stream of events", '{"sequence":1}\n{"sequence":2}'],
    ["it holds nothing", "{}"],
    ["its steps are none", '{"steps":[{"urn":1}]}'],
  ];
  for (const [why, text] of unusable) {
    it(`refuses a preview when ${why}`, async () => {
      const { code, err } = await run(["--preview", inFolder("preview.json", text)]);
      assert.equal(code, 1);
      assert.match(err, /REVIEW_INPUT_INVALID/);
    });
  }

  it("refuses an assessment that is none, and files that aren't there", async () => {
    const other = inFolder("assess.json", '{"version":2,"assessments":[]}');
    for (const args of [
      ["--preview", fixture("copy"), "--assessment", other],
      ["--preview", fixture("copy"), "--assessment", join(folder, "nowhere.json")],
      ["--preview", join(folder, "nowhere.json")],
    ]) {
      const { code, err } = await run(args);
      assert.equal(code, 1);
      assert.match(err, /REVIEW_INPUT_INVALID/);
    }
  });

  it("needs a pull request and a token to post", async () => {
    const { GITHUB_TOKEN: _token, ...tokenless } = github.env;
    const args = ["--preview", fixture("copy"), "--stack", "test", "--post"];
    for (const env of [github.env, tokenless, { ...github.env, GITHUB_REPOSITORY: "../x" }]) {
      const { code, err } = await run(args, env);
      assert.equal(code, 1);
      assert.match(err, /REVIEW_POST_FAILED/);
    }
    assert.deepEqual(github.asked, []);
  });

  it("takes wrong arguments for what they are", async () => {
    assert.equal((await run([])).code, 2);
    assert.equal((await run(["--preview", fixture("copy"), "--pr", "seven"])).code, 2);
    assert.equal((await run(["--help"])).code, 0);
  });

  it("records what was reviewed, and refuses by 3 what is not that any more", async () => {
    const record = join(folder, "record.json");
    assert.equal((await run(["--preview", fixture("cutover"), "--record", record])).code, 0);
    const same = await run(["--preview", fixture("cutover"), "--check-unchanged", record]);
    assert.deepEqual([same.code, same.err], [0, ""]);
    const moved = await run(["--preview", fixture("rollback"), "--check-unchanged", record, "--json"]);
    assert.equal(moved.code, 3);
    assert.match(moved.err, /REVIEW_STALE/);
    const { changed } = JSON.parse(moved.out) as { changed: string[] };
    assert.ok(changed.includes("ActiveIndex docs: `active` in the state has moved"), changed.join("\n"));
    const broken = await run(["--preview", fixture("cutover"), "--check-unchanged", fixture("cutover")]);
    assert.equal(broken.code, 1);
  });

  it("takes a record without a name for none that can be read, not for a wish to review", async () => {
    const { code, out } = await run(["--preview", fixture("cutover"), "--check-unchanged", ""]);
    assert.deepEqual([code, out], [1, ""]);
  });

  it("never applies what was blocked when it was reviewed", async () => {
    const record = join(folder, "record.json");
    assert.equal((await run(["--preview", fixture("difference"), "--record", record])).code, 3);
    const checked = await run(["--preview", fixture("difference"), "--check-unchanged", record]);
    assert.equal(checked.code, 3);
    assert.match(checked.err, /must not be applied/);
  });
});

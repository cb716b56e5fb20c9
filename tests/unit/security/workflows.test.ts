import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const ROOT = join(__dirname, "../../..");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly if?: string;
  readonly environment?: string;
}

interface Workflow {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, Job>>;
  /** Of an action. */
  readonly runs?: { readonly steps: readonly Step[] };
}

/** Actions whose commit isn't known for sure: by version until somebody looks it up. */
const BY_VERSION = ["actions/download-artifact@v4"];

function read(text: string): Workflow {
  return parse(text) as Workflow;
}

function stepsOf({ jobs = {}, runs }: Workflow): readonly Step[] {
  return [...Object.values(jobs).flatMap(({ steps }) => steps), ...(runs?.steps ?? [])];
}

/** All that is wrong with a workflow or an action, whoever wrote it. */
function problemsOf(workflow: Workflow, own: boolean): string[] {
  const steps = stepsOf(workflow);
  const scripts = steps
    .filter(({ run = "" }) => run.includes("${{"))
    .map(({ run }) => `expression in a script: ${run}`);
  const loose = steps
    .flatMap(({ uses = "./" }) => (uses.startsWith("./") ? [] : [uses]))
    .filter((uses) => own && !/@[0-9a-f]{40}$/.test(uses) && !BY_VERSION.includes(uses))
    .map((uses) => `not pinned: ${uses}`);
  const jobs = Object.entries(workflow.jobs ?? {});
  const open = jobs
    .filter(([, job]) => job.permissions === undefined && workflow.permissions === undefined)
    .map(([name]) => `no permissions: ${name}`);
  const foreign = Object.keys(workflow.on ?? {}).filter((event) => /^pull_request_target$|^workflow_run$/.test(event));
  const whole = JSON.stringify(workflow).match(/toJSON\(secrets\)|secrets: inherit|write-all/g) ?? [];
  return [...scripts, ...loose, ...open, ...foreign.map((event) => `event ${event}`), ...whole];
}

const OWN = [".github/workflows/ci.yml", ".github/workflows/release.yml"];
/** Those that users copy or use. */
const OTHERS = [
  "action.yml",
  ...["docs/examples", "template", "examples"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /^[^/]+\.yml$|\.github\/.*\.yml$/.test(path) && !path.includes("node_modules"))
      .map((path) => `${folder}/${path}`)
      .filter((path) => /^jobs:/m.test(readFileSync(join(ROOT, path), "utf8"))),
  ),
];

describe("workflows", () => {
  for (const path of [...OWN, ...OTHERS]) {
    it(`run no text of a stranger's, with no more rights than they need: ${path}`, () => {
      const workflow = read(readFileSync(join(ROOT, path), "utf8"));
      assert.ok(stepsOf(workflow).length > 0);
      assert.deepEqual(problemsOf(workflow, OWN.includes(path)), []);
    });
  }

  for (const [what, text] of [
    ["expression in a script", `jobs: {a: {permissions: {}, steps: [{run: "echo $${"{{"} github.head_ref }}"}]}}`],
    ["not pinned", "jobs: {a: {permissions: {}, steps: [{uses: actions/checkout@v4}]}}"],
    ["no permissions", "jobs: {a: {steps: [{run: ls}]}}"],
    ["event pull_request_target", "on: {pull_request_target: {}}\njobs: {a: {permissions: {}, steps: []}}"],
    ["write-all", "permissions: write-all\njobs: {a: {steps: []}}"],
  ] as const) {
    it(`would be found out: ${what}`, () => {
      assert.ok(problemsOf(read(text), true).some((problem) => problem.startsWith(what)));
    });
  }

  it("of a pull request get no secrets", () => {
    const text = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
    assert.doesNotMatch(text, /secrets\./);
    assert.deepEqual(read(text).permissions, { contents: "read" });
  });
});

describe("the release workflow", () => {
  const workflow = read(readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8"));
  const { pack, publish } = workflow.jobs ?? {};
  const scripts = (job: Job | undefined) => (job?.steps ?? []).map(({ run = "" }) => run);

  it("runs for tags of versions, and by hand as a dry run", () => {
    assert.deepEqual(workflow.on?.push, { tags: ["v*"] });
    const dispatch = workflow.on?.workflow_dispatch;
    assert.match(JSON.stringify(dispatch), /"dry-run":\{[^}]*"type":"boolean","default":true\}/);
    assert.equal(publish?.if, "github.event_name == 'push' || !inputs.dry-run");
  });

  it("tests, audits, packs and lists what it publishes, with the right to read only", () => {
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(pack?.permissions, { contents: "read" });
    const ran = scripts(pack);
    const order = ["npm ci", "node scripts/audit.mjs", "npm test"];
    assert.deepEqual(
      ran.filter((each) => order.includes(each)),
      order,
    );
    assert.ok(ran.some((each) => each.startsWith("npm pack --workspace podshift --workspace pinecone-emulator")));
    assert.ok(ran.includes("node scripts/sbom.mjs release"));
  });

  it("publishes with provenance, and has the token in that step alone", () => {
    assert.deepEqual(publish?.permissions, { contents: "write", "id-token": "write" });
    assert.equal(publish?.environment, "release");
    const holding = [...(pack?.steps ?? []), ...(publish?.steps ?? [])].filter((step) =>
      JSON.stringify(step).includes("secrets."),
    );
    assert.deepEqual(
      holding.map(({ name }) => name),
      ["Publish with provenance"],
    );
    assert.match(holding[0]?.run ?? "", /npm publish "\.\/\$package" --provenance --access public/);
    // What runs beside the token could take it: no code of the repository or of a dependency.
    assert.ok(!scripts(publish).some((each) => /npm (ci|install|test|run)|node /.test(each)));
  });

  it("refuses a tag that is not the version", () => {
    const script = join(ROOT, "scripts/releaseVersion.mjs");
    const { version } = JSON.parse(readFileSync(join(ROOT, "provider/package.json"), "utf8")) as { version: string };
    const code = (tag: string) => spawnSync(process.execPath, [script, tag]).status;
    assert.deepEqual([code(`v${version}`), code("v0.0.0"), code(version), code("")], [0, 1, 1, 1]);
  });
});

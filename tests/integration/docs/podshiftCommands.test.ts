import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { allBlocks } from "../../support/docs/blocks";
import { HERE, RUN_BY } from "../../support/docs/commandClasses";
import { commandsIn } from "../../support/docs/shell";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";
import { sampleState } from "../../support/review/report/sampleState";

const KEY = "key-of-the-command";
const PREVIEW = join(__dirname, "../../unit/review/comment/fixtures/cutover.json");
const OLD = 'import pinecone\n\npinecone.init(api_key="k", environment="e")\n';
const STACK_FILE = `config:
  podshift:migrations:
    - podIndex: docs
      serverless: { region: us-east-1 }
      writes: paused
      phase: assess
`;
/** What the docs name, which no test may write to. */
const LOG_OF_THE_DOCS = /file:\/\/\/srv\/podshift\/docs|\$LOG/g;

const PORTS_OF_THE_DOCS = /:(5081|9081)\b/g;

const keysOf = (value: object) => Object.keys(value).sort();

// The commands of README and docs as they are written there, each by its page's text: what runs them otherwise, and that
// none is forgotten, is said by tests/support/docs/commandClasses.ts and held by tests/unit/docs/commandBlocks.test.ts.
describe("podshift's commands of the docs run against the emulator", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const ran = new Set<string>();

  /** Runs a command of the docs in the stage's folder; it must end as said. */
  async function run(command: string, wanted: number, log = `file://${join(stage().folder, "log")}`): Promise<string> {
    assert.equal(RUN_BY[command], HERE, command);
    ran.add(command);
    const [args = []] = commandsIn(command.replaceAll(LOG_OF_THE_DOCS, log).replace(PORTS_OF_THE_DOCS, ":0"));
    return podshift(args.slice(1), wanted);
  }

  /** Runs it to its end, or until it says that it is ready: then it is stopped as by Ctrl-C. */
  async function podshift(args: readonly string[], wanted: number): Promise<string> {
    const [out, err]: [string[], string[]] = [[], []];
    const stop = new AbortController();
    const io = {
      out: (line: string) => void out.push(line),
      err: (line: string) => {
        err.push(line);
        if (/"event":"ready"/.test(line)) stop.abort();
      },
      isTerminal: false,
      env: { PINECONE_API_KEY: KEY, PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: stop.signal,
    };
    const before = process.cwd();
    process.chdir(stage().folder);
    try {
      const code = await runCli(args, io, (text) => void out.push(text));
      assert.equal(code, wanted, `podshift ${args.join(" ")}\n${out.join("\n")}\n${err.join("\n")}`);
    } finally {
      process.chdir(before);
    }
    return out.join("\n");
  }

  const put = (path: string, text: string) => {
    const file = join(stage().folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const read = (path: string) => readFileSync(join(stage().folder, path), "utf8");

  it("look at the pod index", async () => {
    await stage().podIndex();
    put("stacks/Pulumi.prod.yaml", STACK_FILE);
    for (const command of [
      "podshift assess",
      "podshift assess docs",
      "podshift assess --config stacks/Pulumi.prod.yaml",
    ]) {
      assert.match(await run(command, 0), /^docs +p1\.x1/);
    }
    for (const command of ["podshift assess --json", "podshift assess --config stacks/Pulumi.prod.yaml --json"]) {
      assert.equal(JSON.parse(await run(command, 0)).assessments?.[0]?.podIndex, "docs");
    }
  });

  it("write a migration into a stack file", async () => {
    await stage().podIndex();
    put("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    put("package.json", '{\n  "name": "shop"\n}\n');
    put("index.ts", "export const shop = 1;\n");
    put("Pulumi.prod.yaml", "config:\n  shop:name: x\n");
    const command = "podshift init --pod-index docs --region us-east-1 --writes mirrored";
    await run(`${command} --write-log file:///srv/podshift/docs --stack prod --write --yes`, 0);
    assert.match(read("Pulumi.prod.yaml"), /podIndex: docs/);
  });

  it("compare two indexes, and set right what differs", async () => {
    await stage().podIndex();
    await new MigrationRows(stage()).up("copy");
    for (const more of ["", " --content 2000", " --rate 1000"]) {
      assert.match(
        await run(`podshift verify docs docs-serverless --paused${more}`, 0),
        /clean: all 5 records compared/,
      );
    }
    await stage().remove("docs-serverless", "", ["b"]);
    put("ids.txt", "a\nb\nc\n");
    await run("podshift verify docs docs-serverless --paused --ids ids.txt", 3);
    const repair = "podshift verify --repair .podshift/verify/docs.json --paused";
    assert.match(await run(repair, 0), /upsert +1 +missing on serverless/);
    assert.match(await run(`${repair} --apply --ids ids.txt`, 0), /clean/);
  });

  it("look at a migration under a write log", async () => {
    const { rows, app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    for (const command of ["podshift status file:///srv/podshift/docs", "podshift status $LOG"]) {
      assert.match(await run(command, 0, url), /^docs +active pod/);
    }
    await run("podshift verify --log file:///srv/podshift/docs", 0, url);
    await run("podshift log check $LOG", 0, url);
    const checked = JSON.parse(await run("podshift log check file:///srv/podshift/docs --json", 0, url));
    assert.ok(typeof checked === "object");
    const first = JSON.parse(await podshift(["log", "print", url, "--limit", "1", "--json"], 0));
    const printed = "podshift log print file:///srv/podshift/docs --from w:n --writer w --limit n --json";
    ran.add(printed);
    const words = printed.replace("w:n", `${first.w}:0`).replace(" w ", ` ${first.w} `).replace(" n ", " 10 ");
    const [entry = ""] = (await podshift(words.replaceAll(LOG_OF_THE_DOCS, url).split(" ").slice(1), 0)).split("\n");
    assert.equal(JSON.parse(entry).id, "x");
  });

  it("record writes of any application", async () => {
    const { url } = await begin();
    const proxy = "podshift proxy --log file:///srv/podshift/docs --listen 127.0.0.1:5081";
    for (const command of [proxy, `${proxy} --admin 127.0.0.1:9081`]) await run(command, 0, url);
  });

  it("put the migration on one page", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    put("assess.json", await podshift(["assess", "--json"], 0));
    put("state.json", JSON.stringify(sampleState()));
    const log = "--log file:///srv/podshift/docs";
    await run(`podshift report --assessment assess.json --state state.json ${log}`, 0, url);
    assert.match(read("report.html"), /^<!doctype html>/i);
  });

  it("review a preview, and hold what was reviewed", async () => {
    await stage().podIndex();
    put("assess.json", await podshift(["assess", "--json"], 0));
    for (const name of ["preview.json", "now.json"]) copyFileSync(PREVIEW, join(stage().folder, name));
    assert.match(await run("podshift review --preview preview.json --assessment assess.json", 0), /### 🟠 docs/);
    await run("podshift review --preview preview.json --record reviewed.json --out comment.md", 0);
    assert.match(read("comment.md"), /### 🟠 docs/);
    await run("podshift review --preview now.json --check-unchanged reviewed.json", 0);
  });

  it("scan code, and mend it", async () => {
    for (const path of ["services/a.py", "jobs/sync.py"]) put(path, OLD);
    await run("podshift scan", 3);
    const [shown] = allBlocks("json").filter(({ page }) => page === "docs/commands/scan.md");
    const [found, told] = [await run("podshift scan --json", 3), shown?.text ?? ""].map((text) => JSON.parse(text));
    assert.deepEqual(keysOf(found), keysOf(told));
    assert.deepEqual(keysOf(found.findings[0]), keysOf(told.findings[0]));
    await run("podshift scan services jobs/sync.py", 3);
    assert.match(await run("podshift scan --fix", 3), /^\+pc = Pinecone/m);
    assert.equal(read("jobs/sync.py"), OLD);
    await run("podshift scan --write-baseline .podshift-baseline.json", 0);
    await run("podshift scan --baseline .podshift-baseline.json", 0);
    const sarif = await run("podshift scan --baseline .podshift-baseline.json --fail-on error --sarif", 0);
    assert.equal(JSON.parse(sarif).version, "2.1.0");
    await run("podshift scan --fix --write", 0);
    assert.match(read("jobs/sync.py"), /pc = Pinecone/);
  });

  it("are all that are said to run here", () => {
    const here = Object.keys(RUN_BY).filter((command) => RUN_BY[command] === HERE);
    assert.deepEqual(
      here.filter((command) => !ran.has(command)),
      [],
      "commandClasses.ts says that they run here",
    );
  });
});

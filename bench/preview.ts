// Time of `pulumi preview` for stacks of 0, 1, 20 and 100 migrations, as a ratio of an empty program with the same
// set-up: the same CLI, backend, emulator, Pulumi.yaml and bootstrap (program.cjs), an index.ts that only loads
// @pulumi/pulumi. Measured in turn, in one run. Migrations are in `copy` and not yet made: the largest preview there is.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { Pinecone } from "@pinecone-database/pinecone";
import { startEmulator } from "pinecone-emulator";
import { type Against, type Goal, summarize } from "./summary";

const ROOT = resolve(__dirname, "..");
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const API_KEY = "pcsk-bench-0000";
/** Goals of the issue that asked for them: a preview of one migration, and of twenty, over an empty program. */
const GOALS: Readonly<Record<number, Goal | undefined>> = {
  0: undefined,
  1: { atMost: 1.8 },
  20: { atMost: 3 },
  100: undefined,
};

const EMPTY: Against = { kind: "plain", what: "an empty program" };

const EMPTY_PROGRAM =
  'import { Config } from "@pulumi/pulumi";\n\nexport const empty = new Config("podshift").get("nothing") ?? "";\n';

interface Project {
  readonly name: string;
  readonly folder: string;
  readonly times: number[];
}

async function main(): Promise<void> {
  const emulator = await startEmulator({ port: 0, apiKey: API_KEY });
  mkdirSync(join(ROOT, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".tmp", "bench-preview-"));
  try {
    await makePodIndexes(emulator.url, 100);
    const empty = project(folder, "empty", emulator.url, 0, EMPTY_PROGRAM);
    const cases = Object.keys(GOALS).map((n) => ({
      n: Number(n),
      project: project(folder, `n${n}`, emulator.url, Number(n)),
    }));
    for (const each of [empty, ...cases.map((one) => one.project)]) await prepare(each, folder);
    for (let run = 0; run < RUNS; run += 1) {
      for (const each of [empty, ...cases.map((one) => one.project)]) each.times.push(await preview(each, folder));
    }
    for (const { n, project } of cases) {
      console.log(
        JSON.stringify(summarize(`preview of ${n} migrations`, project.times, empty.times, "ms", GOALS[n], EMPTY)),
      );
    }
    await reportRepeatedCalls(emulator, cases.at(1)?.project, folder);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makePodIndexes(controllerHostUrl: string, count: number): Promise<void> {
  const pinecone = new Pinecone({ apiKey: API_KEY, controllerHostUrl });
  for (let n = 0; n < count; n += 1) {
    await pinecone.createIndex({
      name: `docs-${n}`,
      dimension: 8,
      metric: "cosine",
      spec: { pod: { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 } },
    });
  }
}

/** A checkout in small: the repository's own Pulumi.yaml, program.cjs and index.ts, its packages by link. */
function project(folder: string, name: string, controllerHost: string, migrations: number, program?: string): Project {
  const at = join(folder, name);
  mkdirSync(join(at, "stacks"), { recursive: true });
  for (const file of ["Pulumi.yaml", "program.cjs", "index.ts", "package.json"])
    cpSync(join(ROOT, file), join(at, file));
  for (const link of ["node_modules", "provider", "scripts"]) symlinkSync(join(ROOT, link), join(at, link));
  if (program !== undefined) writeFileSync(join(at, "index.ts"), program);
  const entries = Array.from({ length: migrations }, (_, n) => ({
    podIndex: `docs-${n}`,
    serverless: { region: "us-east-1" },
    writes: "paused",
    phase: "copy",
  }));
  const config = {
    "pinecone:apiKey": API_KEY,
    "pinecone:controllerHost": controllerHost,
    "podshift:migrations": entries,
  };
  // JSON is YAML.
  writeFileSync(join(at, "stacks", "Pulumi.bench.yaml"), JSON.stringify({ config }, undefined, 2));
  return { name, folder: at, times: [] };
}

async function prepare(each: Project, folder: string): Promise<void> {
  mkdirSync(join(folder, "state", each.name), { recursive: true });
  await pulumi(["stack", "init", "bench"], each, folder);
  await pulumi(["preview", "--stack", "bench", "--non-interactive"], each, folder);
}

async function preview(each: Project, folder: string): Promise<number> {
  const start = performance.now();
  await pulumi(["preview", "--stack", "bench", "--non-interactive"], each, folder);
  return performance.now() - start;
}

/** One preview must ask each thing of the service once. */
async function reportRepeatedCalls(
  emulator: { journal: readonly { method: string; path: string; index?: string }[] },
  one: Project | undefined,
  folder: string,
): Promise<void> {
  if (one === undefined) return;
  const before = emulator.journal.length;
  await preview(one, folder);
  const asked = emulator.journal.slice(before).map(({ method, path, index }) => `${method} ${index ?? ""} ${path}`);
  const repeated = asked.filter((request, at) => asked.indexOf(request) !== at);
  console.log(
    JSON.stringify({ name: "requests of one preview", ours: asked.length, repeated, met: repeated.length === 0 }),
  );
}

function pulumi(args: string[], each: Project, folder: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn("pulumi", args, {
      cwd: each.folder,
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${join(folder, "state", each.name)}`,
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", failed);
    child.on("exit", (code) =>
      code === 0 ? done() : failed(new Error(`pulumi ${args.join(" ")}: ${code}\n${output}`)),
    );
  });
}

void main();

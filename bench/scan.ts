// `podshift scan` of a made-up tree of 5,000 files in eight languages, of which a twentieth, then a tenth use Pinecone: the
// whole command as a process, beside the goal (5 s on two cores), beside reading every file and looking for the name, and
// beside parsing every file with ast-grep. BENCH_RUNS (3), BENCH_FILES (5,000).
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { type MadeTree, makeCodeTree } from "../tests/support/load/codeTree";
import { type Against, summarize } from "./summary";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const FILES = Number(process.env.BENCH_FILES ?? 5_000);
const GOAL_SECONDS = 5;
const GOAL: Against = { kind: "goal", what: "the goal" };
const READING: Against = { kind: "bound", what: "reading all and looking for the name" };
const PARSING: Against = { kind: "instead", what: "parsing all with ast-grep" };
/** Shares of the files that use Pinecone: already many, and very many. */
const SHARES = [0.05, 0.1];
const DIST = resolve(__dirname, "..", "provider", "dist");

/** Lists what the scanner would look at, in its own process. */
const WALK = `
const { readFileSync } = require("node:fs");
const { walk } = require(${JSON.stringify(join(DIST, "scan/tree/walk.js"))});
const { languageOf } = require(${JSON.stringify(join(DIST, "scan/languages.js"))});
const { files } = walk(process.argv[1], ["."], (path) => languageOf(path) !== undefined);`;
const READ_ALL = `${WALK}
let found = 0;
for (const { absolute } of files) if (/pinecone/i.test(readFileSync(absolute, "latin1"))) found += 1;
process.stdout.write(String(found));`;
const PARSE_ALL = `${WALK}
const { parseSource } = require(${JSON.stringify(join(DIST, "scan/parse.js"))});
for (const { path, absolute } of files) parseSource(path, languageOf(path), readFileSync(absolute, "utf8")).root.kind();
process.stdout.write(String(files.length));`;

function main(): void {
  for (const share of SHARES) measure(share);
}

function measure(share: number): void {
  const folder = mkdtempSync(join(tmpdir(), "podshift-bench-scan-"));
  try {
    const made = makeCodeTree(folder, { files: FILES, share });
    const [ours, reading, parsing]: [number[], number[], number[]] = [[], [], []];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(seconds([join(DIST, "cli", "main.js"), "scan", folder, "--json"], 3));
      reading.push(seconds(["-e", READ_ALL, folder], 0));
      parsing.push(seconds(["-e", PARSE_ALL, folder], 0));
    }
    report(made, { ours, reading, parsing });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(made: MadeTree, { ours, reading, parsing }: Record<"ours" | "reading" | "parsing", number[]>): void {
  const name = `scan of ${made.files} files, ${made.mentioning} of which mention Pinecone`;
  const goal = ours.map(() => GOAL_SECONDS);
  const lines = [
    { ...summarize(`${name}`, ours, goal, "s", { atMost: 1 }, GOAL), megabytes: made.bytes / 1e6 },
    summarize(name, ours, reading, "s", undefined, READING),
    summarize(name, ours, parsing, "s", { atMost: 1 }, PARSING),
  ];
  for (const line of lines) console.log(JSON.stringify(line));
}

/** How long a process takes, its start included. */
function seconds(args: readonly string[], expected: number): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 30 });
  if (status !== expected) throw new Error(`ended with ${status}: ${stderr.slice(0, 2_000)}`);
  return (performance.now() - began) / 1_000;
}

main();

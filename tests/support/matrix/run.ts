// npm run test:long -- --matrix: runs the cells of the fault matrix and writes the table of docs/reliability.md.
//   --only ROW,COLUMN   one cell, one row (`copy.index-asked`), one phase (`copy`) or one column (`,429`); prints, writes no table
//   --resume            goes on with the results of a run that ended early
//   --jobs N            cells at once; 3 by default
//   --table             makes the table from the results that are there
import { fork } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CellResult } from "./cell";
import type { FromCells, ToCells } from "./cellProcess";
import { COLUMNS } from "./columns";
import { Results } from "./results";
import { BASES, type Base } from "./stage";
import { STEPS, stepOf, WALK_PLANS } from "./steps";
import { intoPage, tableOf } from "./table";
import { BUGS, SAYS_NOTHING, verdictOf } from "./verdict";

const ROOT = resolve(__dirname, "..", "..", "..");
const PAGE = join(ROOT, "docs", "reliability.md");
/** Starting states: a run that goes on, or of some cells only, uses those of the one before. */
const STAGES = join(ROOT, ".tmp", "matrix");
/** A cell that says nothing is run again: what a step needs may not have happened, or its fault met another request. */
const TRIES = 3;

/** A prime: it brings every cell to a place of its own. */
const MIX = 7_919;

interface Cell {
  readonly step: string;
  readonly column: string;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      resume: { type: "boolean", default: false },
      jobs: { type: "string", default: "3" },
      table: { type: "boolean", default: false },
    },
  });
  const results = new Results(join(ROOT, ".tmp", "matrix.jsonl"));
  const wanted = cellsOf(values.only);
  if (!values.table) {
    if (!values.resume && values.only === undefined) {
      results.clear();
      rmSync(STAGES, { recursive: true, force: true });
    }
    const known = values.resume ? new Set(results.read().filter(says).map(keyOf)) : new Set<string>();
    await runAll(
      wanted.filter((cell) => !known.has(keyOf(cell))),
      Number(values.jobs),
      results,
      values.only !== undefined,
    );
  }
  const found = results.read();
  if (values.only === undefined) writeFileSync(PAGE, intoPage(readFileSync(PAGE, "utf8"), tableOf(found)));
  const keys = new Set(wanted.map(keyOf));
  const mine = found.filter((each) => keys.has(keyOf(each)));
  const bugs = mine.filter((each) => BUGS.includes(verdictOf(each)));
  const missing = wanted.length - mine.filter(says).length;
  const held = mine.filter(says).length - bugs.length;
  console.log(`${held} cells hold, ${bugs.length} don't, ${missing} were not reached, or their fault struck nothing`);
  return bugs.length > 0 || missing > 0 ? 1 : 0;
}

function says(result: CellResult): boolean {
  return !SAYS_NOTHING.includes(verdictOf(result));
}

function keyOf({ step, column }: Cell): string {
  return `${step} ${column}`;
}

/** In an order that mixes steps and faults: a run that ends early has something of each. */
function cellsOf(only: string | undefined): Cell[] {
  const [row = "", column = ""] = (only ?? "").split(",");
  const rows = STEPS.filter(({ name, walk }) => row === "" || name === row || walk === row);
  const columns = COLUMNS.filter(({ name }) => column === "" || name === column);
  const cells = columns.flatMap((each) =>
    rows.flatMap((step) => (each.notAt(step) === undefined ? [{ step: step.name, column: each.name }] : [])),
  );
  return cells
    .map((cell, at) => ({ cell, at: (at * MIX) % cells.length }))
    .sort((a, b) => a.at - b.at)
    .map(({ cell }) => cell);
}

async function runAll(cells: readonly Cell[], jobs: number, results: Results, show: boolean): Promise<void> {
  const bases = cells.map(({ step }) => BASES.indexOf(WALK_PLANS[stepOf(step).walk].base));
  const upTo = BASES[Math.max(0, ...bases)] as Base;
  const queue = cells.map((cell) => ({ ...cell, tries: 1 }));
  let done = 0;
  const take = (result: CellResult, tries: number): void => {
    if (!says(result) && tries < TRIES) {
      queue.unshift({ step: result.step, column: result.column, tries: tries + 1 });
      return;
    }
    done += 1;
    results.add(result);
    console.log(`${done}/${cells.length} ${lineOf(result)}`);
    if (show) console.log(JSON.stringify(result, undefined, 2));
  };
  await Promise.all(
    Array.from({ length: Math.min(jobs, cells.length) }, (_, n) =>
      worker({ upTo, root: join(STAGES, String(n)) }, queue, take),
    ),
  );
}

function lineOf(result: CellResult): string {
  const next = result.next
    .map(({ command, exit, code }) => `${command} ${exit === 0 ? "ok" : code || exit}`)
    .join(", ");
  const { step, column, exit, seen, seconds } = result;
  return `${verdictOf(result)} ${step} ${column}: exit ${exit} ${seen.code}${next === "" ? "" : ` -> ${next}`} (${seconds} s)`;
}

/** One process with a stage of its own; when it ends, another one goes on. */
async function worker(
  begin: Extract<ToCells, { upTo: Base }>,
  queue: (Cell & { tries: number })[],
  take: (result: CellResult, tries: number) => void,
): Promise<void> {
  while (queue.length > 0) {
    const child = fork(join(__dirname, "cellProcess.ts"), [], {
      execArgv: ["-r", "ts-node/register/transpile-only", "-r", join(ROOT, "tests", "support", "loopbackOnly.ts")],
    });
    let current: (Cell & { tries: number }) | undefined;
    await new Promise<void>((over) => {
      const give = () => {
        current = queue.shift();
        if (current === undefined) child.disconnect();
        else child.send({ step: current.step, column: current.column } satisfies ToCells);
      };
      child.on("message", (message: FromCells) => {
        if ("failed" in message) {
          console.error(`${message.step} ${message.column}: the harness failed: ${message.failed}`);
          if (current !== undefined && current.tries < TRIES) queue.push({ ...current, tries: current.tries + 1 });
          // The process ends: what it left half-done must not take part in another cell.
          current = undefined;
          return;
        }
        if ("result" in message) take(message.result, current?.tries ?? TRIES);
        give();
      });
      child.once("exit", (code) => {
        if (code !== 0 && current !== undefined && current.tries < TRIES) {
          queue.push({ ...current, tries: current.tries + 1 });
        }
        over();
      });
      child.send(begin satisfies ToCells);
    });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

import { join, resolve } from "node:path";
import { BENCHMARKS, type Benchmark } from "./catalogue";
import { environmentOf } from "./environment";
import { type Options, readOptions, USAGE, WrongOptions } from "./options";
import { counted, type Run, readResults, withRun, writeResults } from "./results";
import { runBenchmark } from "./runBenchmark";
import { writePage } from "./writePage";

interface Ready {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

const MOST_MINUTES = { standard: 15, long: 90, quick: 10 };

/** Answers the exit code: 1 when a benchmark failed, 2 when the words make no sense. */
export async function bench(ready: Ready, words: readonly string[]): Promise<number> {
  try {
    return await benchAs(ready, readOptions(words, process.env));
  } catch (error) {
    if (!(error instanceof WrongOptions)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function benchAs(ready: Ready, options: Options): Promise<number> {
  if (options.help) return say(USAGE);
  if (options.list) return say(listed());
  const place = resolve(ready.root, options.into ?? "docs");
  if (options.page) {
    await writePage(place, readResults(resultsIn(place)));
    return 0;
  }
  const recorded = options.into !== undefined || (!options.own && options.variant !== "quick");
  if (!recorded) console.error("not recorded: these are not the sizes of the page");
  const failed: string[] = [];
  for (const benchmark of chosen(options)) {
    const run = await measured(ready, benchmark, options);
    if (run.failed !== undefined) failed.push(`${run.benchmark}: ${run.failed}`);
    if (!recorded) continue;
    const results = withRun(readResults(resultsIn(place)), run);
    writeResults(resultsIn(place), results);
    await writePage(place, results);
  }
  for (const each of failed) console.error(each);
  return failed.length === 0 ? 0 : 1;
}

/** With `--long` and no names: those that have a long run. */
function chosen({ names, variant }: Options): Benchmark[] {
  if (names.length > 0) return BENCHMARKS.filter(({ name }) => names.includes(name));
  return BENCHMARKS.filter(({ sizes }) => variant !== "long" || sizes.long !== undefined);
}

async function measured({ root, env }: Ready, benchmark: Benchmark, options: Options): Promise<Run> {
  const { variant, rest } = options;
  console.error(`bench: ${benchmark.name}`);
  const ran = await runBenchmark({
    ...{ root, env: { ...process.env, ...env }, benchmark, variant, rest },
    mostMinutes: MOST_MINUTES[variant],
    show: (text) => void process.stdout.write(text),
  });
  console.error(`bench: ${benchmark.name}: ${ran.failed ?? "done"} after ${ran.seconds} s`);
  return {
    ...{ benchmark: benchmark.name, variant, command: commandOf(benchmark, options) },
    ...{ date: new Date().toISOString().slice(0, 10), environment: environmentOf(root, env), ...ran },
    ...(benchmark.page === undefined ? {} : { cases: counted(ran.cases) }),
  };
}

function commandOf({ name }: Benchmark, { variant, rest }: Options): string {
  const flag = variant === "standard" ? [] : [`--${variant}`];
  return ["npm run bench --", name, ...flag, ...rest].join(" ");
}

function resultsIn(place: string): string {
  return join(place, "benchmarks", "results.json");
}

function listed(): string {
  const width = Math.max(...BENCHMARKS.map(({ name }) => name.length));
  const lines = BENCHMARKS.map(({ name, title, minutes, sizes }) => {
    const long = sizes.long === undefined ? "" : "; has a --long run";
    return `${name.padEnd(width)}  ${title} (about ${minutes} min${long})`;
  });
  const all = BENCHMARKS.reduce((sum, { minutes }) => sum + minutes, 0);
  return [...lines, `all of them: about ${Math.ceil(all)} minutes on a quiet machine with two processors`].join("\n");
}

function say(text: string): number {
  console.log(text);
  return 0;
}

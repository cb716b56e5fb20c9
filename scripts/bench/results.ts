import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Against } from "../../bench/summary";
import type { Variant } from "./catalogue";
import type { Environment } from "./environment";

/** One line that a benchmark printed. What each has is said in bench/summary.ts; what else it has is shown as it is. */
export interface Case {
  readonly name: string;
  readonly ours?: number | null;
  readonly baseline?: number | null;
  readonly unit?: string;
  readonly ratio?: number | null;
  readonly added?: number;
  readonly goal?: Readonly<Record<string, number>>;
  readonly met?: boolean;
  readonly against?: Against;
  readonly runs?: number;
  readonly spread?: { readonly ours: readonly number[]; readonly baseline?: readonly number[] };
  /** Why it was not measured. */
  readonly leftOut?: string;
  readonly [more: string]: unknown;
}

/** One benchmark as it ran last, in one variant. */
export interface Run {
  readonly benchmark: string;
  readonly variant: Variant;
  readonly command: string;
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
  readonly seconds: number;
  readonly environment: Environment;
  readonly cases: readonly Case[];
  /** How it ended, when it didn't end well; the cases are those that it had come to. */
  readonly failed?: string;
}

/** What the page is made of. */
export interface Results {
  readonly format: 1;
  readonly runs: readonly Run[];
}

export const NOTHING: Results = { format: 1, runs: [] };

/** The results with this run; an earlier one of the same benchmark and variant goes, everything else stays. */
export function withRun(results: Results, run: Run): Results {
  const others = results.runs.filter((each) => each.benchmark !== run.benchmark || each.variant !== run.variant);
  const runs = [...others, run].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { ...results, runs };
}

function keyOf({ benchmark, variant }: Run): string {
  return `${benchmark}/${variant}`;
}

export function readResults(file: string): Results {
  if (!existsSync(file)) return NOTHING;
  const results = JSON.parse(readFileSync(file, "utf8")) as Results;
  if (results.format !== 1) throw new Error(`${file} has a format that this version doesn't know: ${results.format}`);
  return results;
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

/** The lines of a benchmark's output that are cases: JSON objects with a name. */
export function casesOf(output: string): Case[] {
  return output.split("\n").flatMap((line) => caseOf(line) ?? []);
}

function caseOf(line: string): Case | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "name" in value ? (value as Case) : undefined;
  } catch {
    return undefined;
  }
}

/** For a benchmark whose rows are on a page of their own: only how many there are of each name. */
export function counted(cases: readonly Case[]): Case[] {
  const rows = new Map<string, number>();
  for (const { name } of cases) rows.set(name, (rows.get(name) ?? 0) + 1);
  return [...rows].map(([name, count]) => ({ name, rows: count }));
}

/** Units in which more is worse: all but rates. */
export function lessIsBetter(unit = ""): boolean {
  return !unit.endsWith("/s");
}

import { parseArgs } from "node:util";
import { BENCHMARKS, type Variant } from "./catalogue";

export const USAGE = `npm run bench -- [NAME...] [OPTION...]

Runs the benchmarks, all of them without a name, one after the other, and makes docs/benchmarks.md anew after each; only the rows
of those that ran are replaced. Each case prints one JSON line.

  --list          names the benchmarks, and how many minutes each takes
  --page          makes the page from the results that are there; measures nothing
  --long          the sizes that a goal was set for, where the standard ones are smaller (hours)
  --quick         very small sizes, to see that they run; nothing is recorded
  --into FOLDER   results and page go there instead of docs
Any other option is handed on to each benchmark. With one, or with BENCH_... in the environment, the sizes are yours: nothing is
recorded, unless --into says where.
`;

export interface Options {
  readonly names: readonly string[];
  readonly list: boolean;
  readonly page: boolean;
  readonly help: boolean;
  readonly variant: Variant;
  readonly into: string | undefined;
  /** For the benchmarks themselves. */
  readonly rest: readonly string[];
  /** The sizes are not the catalogue's. */
  readonly own: boolean;
}

/** Why the words make no sense. */
export class WrongOptions extends Error {}

const OPTIONS = {
  list: { type: "boolean" },
  page: { type: "boolean" },
  help: { type: "boolean" },
  long: { type: "boolean" },
  quick: { type: "boolean" },
  into: { type: "string" },
} as const;

/** @throws WrongOptions */
export function readOptions(words: readonly string[], env: NodeJS.ProcessEnv): Options {
  const first = words.findIndex((word) => word.startsWith("-"));
  const names = first < 0 ? words : words.slice(0, first);
  const unknown = names.filter((name) => !BENCHMARKS.some((each) => each.name === name));
  if (unknown.length > 0) throw new WrongOptions(`there is no benchmark ${unknown.join(", ")}`);
  const { ours, rest } = divided(first < 0 ? [] : words.slice(first));
  const { list = false, page = false, help = false, long = false, quick = false, into } = ours;
  if (long && quick) throw new WrongOptions("--long and --quick don't go together");
  const own = rest.length > 0 || Object.keys(env).some((name) => name.startsWith("BENCH_"));
  return { names, list, page, help, variant: long ? "long" : quick ? "quick" : "standard", into, rest, own };
}

function divided(words: readonly string[]) {
  const { tokens, values } = parseArgs({ args: [...words], options: OPTIONS, strict: false, tokens: true });
  const known = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== "option" || !(token.name in OPTIONS)) continue;
    known.add(token.index);
    if (token.name === "into" && token.inlineValue !== true) known.add(token.index + 1);
  }
  const flag = (name: keyof typeof OPTIONS) => values[name] === true;
  const { into } = values;
  if (into !== undefined && typeof into !== "string") throw new WrongOptions("--into takes a folder");
  const flags = {
    list: flag("list"),
    page: flag("page"),
    help: flag("help"),
    long: flag("long"),
    quick: flag("quick"),
  };
  return { ours: { ...flags, into }, rest: words.filter((_, at) => !known.has(at)) };
}

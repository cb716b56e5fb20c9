import { type Command, CommanderError } from "commander";
import { programFor } from "../../../provider/src/cli/program";

/** What a page writes for a value of the reader's, and a value of that kind. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  ...{ URL: "file:///srv/podshift/docs", REPORT: "docs.json", FILE: "ids.txt" },
  ...{ ID: "job-1", R: "0", K: "0", N: "4", T: "1764104000000", n: "10", "w:n": "app.1:0", w: "app.1" },
  STAMP: "1764104000000+0",
};
/** What a command within a sentence may lack. */
const UNFINISHED = [
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
  // A group of commands, or the program's name, without more.
  "commander.help",
];

const io = {
  out: () => undefined,
  err: () => undefined,
  isTerminal: false,
  env: {},
  signal: new AbortController().signal,
};

/**
 * What the real `podshift` says of these arguments, with nothing done: undefined when it takes them.
 *
 * @param whole false: arguments and values may be missing
 */
export function refusalOf(args: readonly string[], { whole = true } = {}): string | undefined {
  const program = programFor(io, () => undefined);
  parseOnly(program);
  try {
    program.parse(
      args.map((word) => PLACEHOLDERS[word] ?? word),
      { from: "user" },
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || (!whole && UNFINISHED.includes(error.code))) return undefined;
    return error.message;
  }
  return undefined;
}

/** Groups of commands have no work of their own: alone they print their help. */
function parseOnly(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const each of command.commands) parseOnly(each);
}

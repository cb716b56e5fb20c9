import { CommanderError } from "commander";
import { PodshiftError } from "../errors";
import { isPhase } from "../migration/phases";
import { scrub } from "../util/scrub";
import { fitted } from "./fitted";
import { type CliIo, EXIT, Findings, Told } from "./io";

/** How the command was called. */
interface Called {
  readonly args: readonly string[];
  /** The words among them that name a command; none where there is no such command. */
  readonly command: readonly string[];
}

/** What a command ended with, told to the person; answers the exit code. */
export function tellFailure(error: unknown, called: Called, io: CliIo): number {
  const tell = (text: string) => io.err(fitted(scrub(text, [io.env.PINECONE_API_KEY]), io.columns?.err));
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    // Commander has told what is wrong; where it showed the help, there is nothing to add.
    if (error.code !== "commander.help") tell(`  Next: ${nextOf(error, called)}`);
    return EXIT.usage;
  }
  if (error instanceof Told) return EXIT.failed;
  tell(`error: ${textOf(error)}`);
  return error instanceof Findings ? EXIT.found : EXIT.failed;
}

/** Words that are looked for among the commands, and are a phase of the stack file. */
const BY_PHASE: Readonly<Record<string, string>> = { rollback: "copy", switch: "cutover", migrate: "assess" };

function nextOf({ code }: CommanderError, { args, command }: Called): string {
  const word = args[0] ?? "";
  const phase = BY_PHASE[word] ?? word;
  if (code === "commander.unknownCommand" && isPhase(phase)) {
    return `set \`phase: ${phase}\` in the stack file, look at \`pulumi preview\`, then run \`pulumi up\``;
  }
  return `\`${["podshift", ...command].join(" ")} --help\` shows ${command.length === 0 ? "all commands" : "how it is called"}`;
}

function textOf(error: unknown): string {
  if (error instanceof PodshiftError) return error.message;
  if (!(error instanceof Error)) return String(error);
  // The system's refusal of a file or a port is no bug: its sentence names the place.
  if ("syscall" in error)
    return `${error.message}\n  Next: see that this place is there and may be read or written by you`;
  return error.stack ?? error.message;
}

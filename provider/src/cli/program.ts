import { Command, type Help } from "commander";
import { addAssess } from "./assess";
import { addCatchUp } from "./catchUp";
import { tellFailure } from "./failure";
import { addInit } from "./init/index";
import { type CliIo, EXIT } from "./io";
import { addLog } from "./log/index";
import { addProxy } from "./proxy";
import { addReport } from "./report";
import { addReview } from "./review";
import { addScan } from "./scan";
import { addSpread } from "./spread";
import { addStatus } from "./status";
import { addVerify } from "./verify";
import { packageVersion } from "./version";

/** Runs `podshift` with these arguments (without node and script); answers the exit code. */
export async function runCli(args: readonly string[], io: CliIo, write: (text: string) => void): Promise<number> {
  const program = programFor(io, write);
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return tellFailure(error, { args, command: commandOf(program, args) }, io);
  }
}

/** The command `podshift` with all its commands: each works in the world that it is given. */
export function programFor(io: CliIo, write: (text: string) => void): Command {
  const program = new Command("podshift")
    .description("Migrates a Pinecone pod-based index to serverless. `pulumi up` does it; this looks on and helps.")
    .version(packageVersion(), "-V, --version", "the version of podshift")
    .helpOption("-h, --help", "show this help")
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .configureHelp({ subcommandTerm })
    .addHelpText("after", AFTER);
  program.commandsGroup("Begin:");
  addInit(program, io);
  addAssess(program, io);
  addScan(program, io);
  program.commandsGroup("While it goes on:");
  addStatus(program, io);
  addVerify(program, io, write);
  addCatchUp(program, io, write);
  addProxy(program, io);
  addLog(program, io);
  addSpread(program, io);
  program.commandsGroup("For reviewers:");
  addReview(program, io);
  addReport(program, io);
  program.helpCommand("help", "the same as --help");
  return program;
}

const AFTER = `
A migration itself is done by \`pulumi up\`, one changed line of the stack file a
step; these commands look on and help. Exit codes: 0 done, 1 failed, 2 wrong
arguments, 3 found something.`;

/** The name alone: with arguments and options there is no room left for what it does, at 80 columns. */
const subcommandTerm: Help["subcommandTerm"] = (command) => command.name();

/** The words of the arguments that name a command, such as `log check`; of an unknown one, its first. */
function commandOf(program: Command, args: readonly string[]): string[] {
  const named: string[] = [];
  let at: Command | undefined = program;
  for (const word of args) {
    at = at?.commands.find((command) => command.name() === word);
    if (at === undefined) break;
    named.push(word);
  }
  return named;
}

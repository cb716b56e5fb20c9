import { resolve } from "node:path";
import { type Command, CommanderError, Option } from "commander";
import { scrub } from "../../util/scrub";
import { connected } from "../connection";
import { type CliIo, EXIT } from "../io";
import { packageVersion } from "../version";
import { WRITES } from "./answers";
import { actionOf, writeChanges } from "./fileChange";
import { FlagProblems, type InitPlan, type PlanFlags, planInit } from "./plan";
import { type Questions, terminalQuestions } from "./questions";
import { formatResult, resultOf } from "./result";

interface InitOptions extends PlanFlags {
  readonly dir: string;
  readonly package?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

const DESCRIPTION =
  "Looks at the indexes of the project that PINECONE_API_KEY belongs to; changes nothing there. In a Pulumi project it " +
  "adds the migration to the stack file and shows the lines that the program needs; in an empty folder it writes a " +
  "project. What stands there already is kept: a second run changes nothing.";

const EXAMPLES = `
Examples:
  podshift init
  podshift init --dry-run
  podshift init --pod-index docs --region us-east-1 --stack prod --write \\
    --write-log file:///srv/podshift/docs`;

/** `podshift init`. @param questions asks the person at the terminal; left out, the terminal's own when there is one */
export function addInit(program: Command, io: CliIo, questions = personAt(io)): void {
  program
    .command("init")
    .summary("set a migration up: the stack file, and the lines for the program or a new project")
    .description(DESCRIPTION)
    .option("--pod-index <name>", "the pod index to migrate")
    .option("--region <region>", "region of the serverless index; proposed: the pod index's own, or the nearest")
    .option("--name <name>", "name of the serverless index; proposed: <pod index>-serverless")
    .addOption(new Option("--writes <mode>", "what becomes of writes; proposed: mirrored").choices([...WRITES]))
    .option(
      "--write-log <url>",
      "where writes are logged: file:///srv/podshift/docs or s3://bucket/prefix; none with `--writes paused`",
    )
    .option("--stack <name>", "the stack whose file is written; proposed: the only one, or prod")
    .option("--dir <folder>", "the project's folder", ".")
    .option("--program <file>", "the program's source in the folder, where `main` doesn't tell")
    .option("--package <version>", "what package.json asks for: a version, or file:<tarball>")
    .option("--write", "add the lines to the program, package.json and .gitignore too")
    .option("--dry-run", "show what would be written, as a patch, and write nothing")
    .option("--yes", "ask nothing: take what is proposed. So it is where there is no terminal")
    .option("--json", "the result as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (options: InitOptions) => {
      try {
        await init(io, options, options.yes === true ? undefined : questions);
      } catch (error) {
        if (error instanceof FlagProblems) throw usage(io, error);
        throw error;
      }
    });
}

async function init(io: CliIo, options: InitOptions, ask: Questions | undefined): Promise<void> {
  const indexes = await connected(io).listIndexes();
  const plan = await planInit(resolve(options.dir), options, indexes, options.package ?? `^${packageVersion()}`, ask);
  const dryRun = options.dryRun === true;
  const extent = { dryRun, withProgram: options.write === true || (!dryRun && (await wantsProgram(io, plan, ask))) };
  if (!dryRun) await writeChanges(plan.folder, [...plan.files, ...(extent.withProgram ? plan.program.files : [])]);
  // A patch shows the lines around, whatever stands there.
  io.out(
    scrub(options.json ? JSON.stringify(resultOf(plan, extent)) : formatResult(plan, extent), [
      io.env.PINECONE_API_KEY,
    ]),
  );
}

/** The user's own files are changed only when the user says so, having seen how. */
async function wantsProgram(io: CliIo, plan: InitPlan, ask: Questions | undefined): Promise<boolean> {
  const changed = plan.program.files.filter((change) => actionOf(change) !== "keep");
  if (changed.length === 0 || ask === undefined) return false;
  io.err(`The program needs lines in ${changed.map(({ path }) => path).join(", ")}; what stands there stays.`);
  return ask.confirm("Add them?");
}

function usage(io: CliIo, { problems }: FlagProblems): CommanderError {
  io.err(`error: podshift init can't go on:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  return new CommanderError(EXIT.usage, "podshift.init", "flags are missing or wrong");
}

/** Somebody to ask: there must be a terminal to read from, and one to show questions on. */
function personAt({ isTerminal, signal }: CliIo): Questions | undefined {
  return isTerminal && process.stdin.isTTY === true ? terminalQuestions({ signal }) : undefined;
}

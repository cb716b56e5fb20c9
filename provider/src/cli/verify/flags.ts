import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliIo } from "../io";

export interface VerifyOptions {
  readonly log?: string;
  readonly paused?: true;
  readonly content?: "all" | number;
  readonly queries?: number;
  readonly seed?: number;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly ids?: string;
  readonly output: string;
  readonly restart?: true;
  readonly repair?: string;
  readonly apply?: true;
  readonly json?: true;
  readonly table?: true;
  /** Milliseconds before a difference is asked again. */
  readonly settle: number;
}

/** What is checked when nobody says otherwise. */
export const DEFAULTS = { content: "all", queries: 200, seed: 1, settle: 2_000 } as const;

const EXAMPLES = `
The key comes from PINECONE_API_KEY.
Exit codes: 0 the same, 1 failed, 2 wrong arguments, 3 different.

Examples:
  podshift verify docs docs-serverless --paused
  podshift verify --log file:///srv/podshift/docs --rate 2000
  podshift verify docs docs-serverless --paused --content 20000 --json
  podshift verify --repair .podshift/verify/docs.json --paused
  podshift verify --repair .podshift/verify/docs.json --paused --apply`;

/** The command's words, without what it does. */
export function verifyCommand(program: Command): Command {
  return program
    .command("verify")
    .summary("whether both indexes hold the same records; with --repair sets the serverless index right")
    .description(
      "Compares the pod index and the serverless index as the ParityCheck resource does: counts, ids, content, answers to " +
        "queries. Writes a report and a file with every difference. With --repair it reads such a report and says what it " +
        "would bring from the pod index; with --apply it does, and checks again. The pod index is never written to.",
    )
    .argument("[podIndex]", "name of the pod index; a log or a report names it too")
    .argument("[serverlessIndex]", "name of the serverless index")
    .option("--log <url>", "the write log, as `writeLog` in the stack file: it knows which writes are on their way")
    .option("--paused", "there is no write log: nobody writes")
    .option("--content <n>", "all, or how many records are compared in full (all)", readContent)
    .option("--queries <n>", `queries that are asked of both; 0 for none (${DEFAULTS.queries})`, readCount)
    .option("--seed <n>", `which sample and which queries (${DEFAULTS.seed})`, readCount)
    .option("--rate <n>", "budget: records read a second, from each side", readPositive)
    .option("--concurrency <n>", "requests under way at once, to each side", readPositive)
    .option(
      "--ids <file>",
      "ids of your own, one a line: pods can't list theirs, so that only these can be named as missing",
    )
    .option("--output <folder>", "where reports and checkpoints go, below `verify`", ".podshift")
    .option("--restart", "begin anew instead of going on from a checkpoint")
    .option("--repair <report>", "say what would set the serverless index right, by this report; changes nothing")
    .option("--apply", "with --repair: do it, then check again")
    .option("--json", "the report, or the repair, as one JSON object")
    .option("--table", "a table by namespace")
    .addOption(new Option("--settle <ms>").argParser(readCount).default(DEFAULTS.settle).hideHelp())
    .addHelpText("after", EXAMPLES);
}

/** Ends with exit code 2 when options don't go together. */
export function refuseContradictions(command: Command, names: readonly unknown[], options: VerifyOptions): void {
  const { log, paused, repair, apply, json, table } = options;
  const named = names.filter((name) => name !== undefined).length;
  const wrong = [
    [log !== undefined && paused, "--log and --paused exclude each other"],
    [json && table, "--json and --table exclude each other"],
    [apply && repair === undefined, "--apply needs --repair"],
    [repair !== undefined && named > 0, "--repair takes both names from its report"],
    [
      repair !== undefined && log === undefined && !paused,
      "--repair needs --log URL, or --paused when there is no write log: without it what is only in the log would be undone",
    ],
    [repair === undefined && log === undefined && named < 2, "name both indexes, or the write log by --log"],
    [repair === undefined && log !== undefined && named === 1, "name both indexes, or none: the log knows them"],
  ] as const;
  const [, why] = wrong.find(([is]) => is) ?? [];
  if (why !== undefined) command.error(`error: ${why}`);
}

/** How results are printed. */
export function shown(io: CliIo, { json, table }: VerifyOptions, as: Shown): void {
  io.out(json ? JSON.stringify(as.json, undefined, 2) : table ? as.table() : as.text());
}

export interface Shown {
  readonly json: object;
  text(): string;
  table(): string;
}

function readContent(text: string): "all" | number {
  return text === "all" ? text : readPositive(text);
}

function readPositive(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError("It is a number from 1 on.");
  return Number(text);
}

function readCount(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("It is a number from 0 on.");
  return Number(text);
}

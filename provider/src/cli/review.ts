import { readFile, writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { PodshiftError } from "../errors";
import type { AssessmentRead } from "../review/assessmentSchema";
import { parseAssessments } from "../review/comment/assessments";
import { failureComment } from "../review/comment/failureComment";
import { markerOf } from "../review/comment/marker";
import { PREVIEW, type Preview, parsePreview } from "../review/comment/preview";
import { type Posted, postComment } from "../review/comment/pullRequestComment";
import { renderReview } from "../review/comment/render";
import { isBlocked, type Review, reviewOf } from "../review/comment/review";
import { parseScan } from "../review/comment/scanFile";
import { parseRecord, type ReviewRecord, recordOf } from "../review/unchanged/reviewRecord";
import { whatChanged } from "../review/unchanged/whatChanged";
import { systemClock } from "../util/clock";
import { plural } from "../util/format";
import { jsonWithoutSecrets, withoutSecrets } from "./environmentSecrets";
import { type CliIo, Findings } from "./io";
import { commitOf, pullRequestOf } from "./pullRequest";
import { packageVersion } from "./version";

interface ReviewOptions {
  readonly preview: string;
  readonly assessment?: string;
  readonly scan?: string;
  readonly stack?: string;
  readonly exitCode?: number;
  readonly out?: string;
  readonly post?: true;
  readonly pr?: number;
  readonly record?: string;
  readonly checkUnchanged?: string;
  readonly json?: true;
}

/** `podshift review --preview preview.json` */
export function addReview(program: Command, io: CliIo): void {
  program
    .command("review")
    .summary("what a pull request would do, as a comment: verdict, gates, cost, way back")
    .description(`Reads what \`${PREVIEW}\` printed; asks neither Pinecone nor the stack.`)
    .requiredOption("--preview <file>", `what \`${PREVIEW}\` printed`)
    .option("--assessment <file>", "what `podshift assess --json` printed: findings, cost and time are from there")
    .option("--scan <file>", "what `podshift scan --json` printed: a folded section on the application's code")
    .option("--stack <name>", "the stack's name, in the comment and in its marker; without --post as in the preview")
    .option("--exit-code <number>", "what `pulumi preview` ended with: not every failure is in its JSON", wholeNumber)
    .option("--out <file>", "writes the comment there instead of printing it")
    .option("--post", "makes the comment of --stack, or edits it (GITHUB_TOKEN, GITHUB_REPOSITORY)")
    .option("--pr <number>", "the pull request; by default as in GITHUB_EVENT_PATH", wholeNumber)
    .option("--record <file>", "writes down what was reviewed, for --check-unchanged")
    .option("--check-unchanged <file>", "compares with such a record instead: refuses (3) when anything has moved")
    .option("--json", "the verdict as one JSON object")
    .addHelpText("after", EXAMPLE)
    .action((options: ReviewOptions, command: Command) => {
      refuseNamelessPost(command, options);
      return (options.checkUnchanged === undefined ? review : check)(io, options);
    });
}

const EXAMPLE = `
Example:
  pulumi preview --json --show-sames --show-replacement-steps \\
    --save-plan=plan.json > preview.json
  podshift assess --json > assess.json
  podshift review --preview preview.json --assessment assess.json \\
    --stack prod --post

Exit codes: 0 done, 1 failed (the comment says so where it can), 3 must not be
applied, or not as reviewed.`;

/** A preview that failed early names no stack: its comment would stand beside the verdict that it must take the place of. */
function refuseNamelessPost(command: Command, { post, stack }: ReviewOptions): void {
  if (post !== true || stack !== undefined) return;
  command.error("error: --post needs --stack NAME: the comment of an earlier preview is found by it", { exitCode: 2 });
}

async function review(io: CliIo, options: ReviewOptions): Promise<void> {
  const { text, judged } = await makeAndKeep(io, options).catch(async (error: unknown) => {
    await sayFailed(io, options, error);
    throw error;
  });
  await deliver(io, options, text, judged);
  if (isBlocked(judged)) {
    throw new Findings("REVIEW_BLOCKED", `this change of stack ${judged.stack} must not be applied`, {
      next: "the comment names every reason",
    });
  }
}

interface Made {
  readonly text: string;
  readonly judged: Review;
  readonly preview: Preview;
}

async function makeAndKeep(io: CliIo, options: ReviewOptions): Promise<Made> {
  const made = await makeReview(io, options);
  if (options.record !== undefined) {
    const record = recordOf(made.preview, { ...about(made.judged), blocked: isBlocked(made.judged) });
    await writeFile(options.record, `${JSON.stringify(record)}\n`);
  }
  if (options.out !== undefined) await writeFile(options.out, `${made.text}\n`);
  return made;
}

async function makeReview(io: CliIo, options: ReviewOptions): Promise<Made> {
  const json = await read(options.preview);
  const preview = parsePreview(json, options.preview);
  // Before anything of it is cut or escaped, and a secret in it could no longer be known.
  const judged = reviewOf(
    parsePreview(jsonWithoutSecrets(json, io.env), options.preview),
    await assessed(io, options),
    {
      now: systemClock.now(),
      stack: options.stack,
      exitCode: options.exitCode,
      commit: await commitOf(io.env),
      scan: await scanned(io, options),
    },
  );
  return { text: renderReview(judged), judged, preview };
}

async function assessed(io: CliIo, { assessment }: ReviewOptions): Promise<AssessmentRead[]> {
  return assessment === undefined
    ? []
    : parseAssessments(jsonWithoutSecrets(await read(assessment), io.env), assessment);
}

async function scanned(io: CliIo, { scan }: ReviewOptions) {
  return scan === undefined ? undefined : parseScan(jsonWithoutSecrets(await read(scan), io.env), scan);
}

async function deliver(io: CliIo, options: ReviewOptions, text: string, { level, stack }: Review): Promise<void> {
  const posted = options.post === true ? await post(io, options, stack, text) : undefined;
  if (options.json) return io.out(JSON.stringify({ stack, level, ...(posted === undefined ? {} : posted) }));
  if (options.out === undefined && posted === undefined) io.out(text);
  if (posted !== undefined) io.err(`${posted.created ? "made" : "edited"} ${posted.url}`);
}

async function post(io: CliIo, { pr }: ReviewOptions, stack: string, text: string): Promise<Posted> {
  const place = await pullRequestOf(io.env, pr);
  return postComment(place, markerOf(stack), text, { fetch, signal: io.signal });
}

/** An earlier verdict must not go on standing: the comment says that nothing is known, where it can be written. */
async function sayFailed(io: CliIo, options: ReviewOptions, error: unknown): Promise<void> {
  const stack = options.stack ?? "unknown";
  const message = withoutSecrets(error instanceof Error ? error.message : String(error), io.env);
  const text = failureComment(stack, message);
  if (options.out !== undefined) await writeFile(options.out, `${text}\n`).catch(() => undefined);
  if (options.post !== true) return;
  await post(io, options, stack, text).catch((failed: unknown) => {
    io.err(`error: ${failed instanceof Error ? failed.message : String(failed)}`);
  });
}

/** Compares a preview made now with what was reviewed. */
async function check(io: CliIo, options: ReviewOptions): Promise<void> {
  const file = options.checkUnchanged ?? "";
  const reviewed = parseRecord(await read(file), file);
  const { judged, preview } = await makeReview(io, options);
  const now: ReviewRecord = recordOf(preview, { ...about(judged), blocked: isBlocked(judged) });
  const changed = whatChanged(reviewed, now);
  if (options.json) io.out(JSON.stringify({ stack: now.stack, reviewedAt: reviewed.at, changed }));
  if (changed.length === 0) {
    if (!options.json)
      io.out(`as reviewed at ${reviewed.at}: ${plural(Object.keys(now.resources).length, "resource")}`);
    return;
  }
  throw new Findings(
    "REVIEW_STALE",
    `this is not what was reviewed:${changed.map((each) => `\n    ${each}`).join("")}`,
    {
      next: "review it again: nothing was applied",
    },
  );
}

function about({ stack, at }: Review): Omit<Parameters<typeof recordOf>[1], "blocked"> {
  return { stack, at: new Date(at).toISOString(), podshift: packageVersion() };
}

async function read(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new PodshiftError("REVIEW_INPUT_INVALID", `${file} can't be read`, {
      next: `see that it is there; a preview is made by \`${PREVIEW} > preview.json\``,
      cause,
    });
  });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("not a whole number");
  return Number(text);
}

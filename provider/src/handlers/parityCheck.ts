// check  -> nothing
// diff   -> GET /indexes/{podIndex}, control record       until traffic is switched, every run in cutover proves parity anew,
//                                                         and one in copy whose last report is not clean
// create, update -> GET both; describe_index_stats, list and fetch of both, the same queries on both, the write log
// read   -> nothing: a report is history
// delete -> GET /indexes/{podIndex}, control record; an error while traffic is on serverless: retirement needs the report
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PodshiftError } from "../errors";
import { compareIndexes } from "../migration/compareIndexes";
import type { MigrationContext } from "../migration/context";
import { guardedState, refuseWhileServing } from "../migration/guard";
import { formatReport } from "../migration/parity/formatReport";
import { type ProvenParity, sealedProof } from "../migration/parity/proof";
import { writeReportFiles } from "../migration/parity/reportFile";
import type { ParityReport } from "../migration/parity/runParity";
import { fileNameOf } from "../util/fileName";
import { PRIVATE_FOLDER } from "../util/privateFiles";
import { shellQuoted } from "../util/shell";
import { changedKeys, type Handler, PartialFailure } from "./runtime/define";
import { type LogPlace, opened, whoServesNow } from "./runtime/logPlace";

/** Milliseconds before a difference is asked again; a state of an older version has no other. */
const DEFAULT_SETTLE_MS = 2_000;

export interface ParityCheckInputs {
  /** What the check is for: `cutover` compares all records. */
  readonly for: "copy" | "cutover";
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** The serverless index's host and the collection's age: another copy needs another check. */
  readonly host: string;
  readonly askedAt: number;
  /** "all", or the size of the sample that is compared in full. */
  readonly content: "all" | number;
  /** Queries that are asked of both. */
  readonly queries: number;
  readonly seed: number;
  /** What the answers must reach in the mean, between 0 and 1; left out: 0.9 each. */
  readonly minOverlap?: number;
  readonly minRecall?: number;
  /** Folder for reports, relative to the project. */
  readonly reports: string;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
  /** Milliseconds before a difference is asked again: hidden. */
  readonly __settle?: number;
  /** Records read per second and side at most: hidden; left out for no limit. */
  readonly __recordsPerSecond?: number;
}

export interface ParityCheckOutputs {
  readonly clean: boolean;
  readonly verdict: string;
  readonly proof: ProvenParity;
  readonly report?: ParityReport;
}

const INPUT_KEYS = [
  ...(["for", "podIndex", "serverlessIndex", "host", "askedAt"] as const),
  ...(["content", "queries", "seed", "minOverlap", "minRecall", "reports"] as const),
];

export const parityCheck: Handler<ParityCheckInputs, ParityCheckOutputs> = {
  inputKeys: INPUT_KEYS,

  async check(_context, _olds, news) {
    return { inputs: news, failures: [] };
  },

  async diff(context, olds, news) {
    const changed = changedKeys(olds, news);
    const replaces = changed.filter((key) => key === "podIndex" || key === "serverlessIndex");
    if (replaces.length > 0) return { changes: true, replaces };
    switch (await standing(context, olds, news)) {
      case "history":
        return { changes: changed.includes("for") };
      case "not switched":
        context.report("traffic is not switched yet: parity is proven anew");
        return { changes: true };
      default:
        return { changes: changed.length > 0 || (await isUnproven(context, olds, news)) };
    }
  },

  async create(context, news) {
    const switched = (await standing(context, {}, news)) === "history";
    return { id: news.podIndex, outs: switched ? await proveLate(context, news) : await prove(context, news) };
  },

  /** On the way back the old report stays as it was: it belongs to the cutover that is undone. */
  async update(context, olds, news) {
    const back = olds.for === "cutover" && news.for === "copy";
    if (olds.proof !== undefined && (back || (await standing(context, olds, news)) === "history")) {
      return { clean: olds.clean ?? false, verdict: olds.verdict ?? "", proof: olds.proof, ...reportOf(olds) };
    }
    return prove(context, news);
  },

  async read(_context, _id, olds) {
    const { clean, verdict, proof } = olds;
    return { inputs: {}, outs: { clean, verdict, proof, ...reportOf(olds) } };
  },

  async delete(context, _id, { podIndex, serverlessIndex, __log }) {
    const pod = await context.client.describeIndex(podIndex);
    const state = await guardedState(context.client, pod, opened(__log), serverlessIndex);
    refuseWhileServing(`the parity report of ${podIndex}`, podIndex, state);
  },
};

/**
 * Where a report for the cutover stands. Before the switch it must be today's: every run makes it anew. After the switch
 * it is history: serverless has moved on, a new comparison would find the application's own writes, and the report that
 * the switch was made on is the only ground for retirement. A rollback that was refused leaves `for: copy` behind while
 * serverless still serves: the report is history all the same.
 */
async function standing(
  context: MigrationContext,
  olds: Partial<ParityCheckInputs & ParityCheckOutputs>,
  news: ParityCheckInputs,
): Promise<"not switched" | "history" | "as asked"> {
  if (news.for !== "cutover") return "as asked";
  if ((await whoServesNow(context, news)) === "serverless") return "history";
  return olds.for === "cutover" ? "not switched" : "as asked";
}

/**
 * A check that failed or was stopped is made again until it is clean. The engine's own mark of it is not enough: a refresh
 * wipes it. While serverless serves (a refused rollback leaves `for: copy`) the report is history.
 */
async function isUnproven(
  context: MigrationContext,
  olds: Partial<ParityCheckOutputs>,
  news: ParityCheckInputs,
): Promise<boolean> {
  return olds.clean !== true && news.for === "copy" && (await whoServesNow(context, news)) === "pod";
}

/**
 * Traffic was switched before this stack knew of it (another stack's cutover, or a state that was lost). Equal indexes
 * are a proof even so; different ones prove nothing, for serverless has moved on: then there is no ground for retirement.
 */
async function proveLate(context: MigrationContext, news: ParityCheckInputs): Promise<ParityCheckOutputs> {
  const outputs = await compare(context, news);
  if (outputs.clean) return outputs;
  const verdict = `traffic of ${news.podIndex} was switched before this stack, and serverless has moved on: nothing is proven`;
  context.warn(verdict);
  return { clean: false, verdict, proof: { clean: false, content: String(news.content), finishedAt: "" } };
}

async function prove(context: MigrationContext, news: ParityCheckInputs): Promise<ParityCheckOutputs> {
  const outputs = await compare(context, news);
  if (outputs.clean) {
    context.report(outputs.verdict);
    return outputs;
  }
  const found = outputs.report === undefined ? outputs.verdict : formatReport(outputs.report);
  throw new PartialFailure(
    news.podIndex,
    outputs,
    new PodshiftError("PARITY_DIFFERENT", `${news.podIndex} and ${news.serverlessIndex} differ:\n${found}`, {
      next: nextAfter(news, outputs.report),
    }),
  );
}

/**
 * The way on. A repair brings records from the pod index, so it helps where records differ; too few answers of a search
 * over the same records are none of its business.
 */
function nextAfter(news: ParityCheckInputs, report: ParityReport | undefined): string {
  const again = "go back to `capture` (from `cutover` by way of `copy`), and copy again";
  if (report === undefined) return `${causeOf(news)}; then ${again}`;
  const { counts, ids, content, queries } = report;
  if (counts.different.length + ids.missing + ids.extra + content.different > 0) {
    const log = news.__log === undefined ? "--paused" : `--log ${shellQuoted(news.__log.url)}`;
    const repair = `podshift verify --repair ${basePath(news)}.json ${log}`;
    return `${causeOf(news)}; then \`${repair}\` says what would set the serverless index right. Or ${again}`;
  }
  if (queries.enough) return `${causeOf(news)}; then ${again}`;
  return "the records are the same, and search finds others: run `pulumi up` again later, a new index may still be building. Else it is for you to say what is enough: `parity.minOverlap`, `parity.minRecall`";
}

function causeOf({ __log }: ParityCheckInputs): string {
  if (__log === undefined) return "stop the writers (`writes: paused` needs that)";
  const past = "find who writes past the capture and stop it";
  // The log is not folded from before the last rollback, and what landed on serverless after it is in no fold.
  return __log.writes === "deferred"
    ? `${past}, unless a rollback warned of a write of unknown outcome: that has landed since`
    : past;
}

async function compare(context: MigrationContext, news: ParityCheckInputs): Promise<ParityCheckOutputs> {
  const base = basePath(news);
  const digestFile = `${base}.jsonl.gz`;
  await mkdir(join(news.reports, "parity"), { recursive: true, mode: PRIVATE_FOLDER });
  try {
    const { report } = await compareIndexes(context, {
      ...{ ...news, digestFile, log: opened(news.__log), settleMs: news.__settle ?? DEFAULT_SETTLE_MS },
      ...{ checkpoint: checkpointOf(news), differencesFile: `${base}.differences.jsonl` },
      ...(news.__recordsPerSecond === undefined ? {} : { recordsPerSecond: news.__recordsPerSecond }),
    });
    await writeReportFiles(base, report);
    const { clean, verdict } = report;
    return { clean, verdict, proof: proofOf(report, news, digestFile), report };
  } catch (error) {
    throw stoppedHalfway(error, news);
  }
}

function proofOf(report: ParityReport, news: ParityCheckInputs, digestFile: string): ProvenParity {
  const { version, clean, finishedAt, podIndex, serverlessIndex, hosts, logPosition, digest, seal } = report;
  return sealedProof({
    ...{ version, clean, content: String(news.content), finishedAt, podIndex, serverlessIndex },
    ...{ podHost: hosts.pod, host: hosts.serverless },
    ...(digest === undefined ? {} : { digests: digest.namespaces, digestFile }),
    ...(logPosition === undefined ? {} : { logPosition }),
    report: seal,
  });
}

/** Where the files of the check begin. */
function basePath({ reports, podIndex }: ParityCheckInputs): string {
  return join(reports, "parity", fileNameOf(podIndex));
}

/** A folder, as long as the check has not ended. */
function checkpointOf(news: ParityCheckInputs): string {
  return `${basePath(news)}.checkpoint`;
}

/** A check that was stopped says nothing, and is kept as such: the next run goes on from its checkpoint, if it has one. */
function stoppedHalfway(error: unknown, news: ParityCheckInputs): unknown {
  if (!(error instanceof PodshiftError) || error.code !== "STOPPED") return error;
  const verdict = "stopped before the end: nothing is said about parity";
  const proof: ProvenParity = { clean: false, content: String(news.content), finishedAt: "" };
  const kept = existsSync(checkpointOf(news));
  const next = kept ? "`pulumi up` goes on with the check from where it was" : "`pulumi up` begins the check anew";
  const stopped = new PodshiftError("STOPPED", error.summary, { next, cause: error });
  return new PartialFailure(news.podIndex, { clean: false, verdict, proof }, stopped);
}

function reportOf(olds: Partial<ParityCheckOutputs>): { report?: ParityReport } {
  return olds.report === undefined ? {} : { report: olds.report };
}

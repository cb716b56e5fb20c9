// check  -> GET /indexes/{podIndex}, control record   refuses a log of another pod index, stack or write mode, and one that
//                                                     the state has and that isn't at its place
// create, update -> GET /indexes/{podIndex}, begins the log: control/<n>.json
// diff   -> reads the control record                  one that was closed is begun anew; one without an owner taken
// read   -> reads the control record
// delete -> GET /indexes/{podIndex}, closes the log and removes its segments; an error while traffic is on serverless, or
//           while it holds deferred writes that are in no index
import { PodshiftError } from "../errors";
import type { MigrationContext } from "../migration/context";
import { guardedState, refuseWhileServing } from "../migration/guard";
import { beginLog, closeEmptyLog, closeLog, whyNotBegun } from "../migration/log";
import { isToBeTaken, whyNotOurs } from "../migration/ownership";
import type { ControlRecord, LogTimes, WriteMode } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import { type CheckFailure, changedKeys, type Handler } from "./runtime/define";
import { refuseReplacing } from "./runtime/frozen";
import { logAt } from "./runtime/logPlace";

export interface WriteLogInputs {
  readonly url: string;
  readonly podIndex: string;
  readonly writes: WriteMode;
  /** Spans of time in milliseconds; what is left out follows from the pod index. */
  readonly times: Partial<LogTimes>;
  /** Deferred writes that are in no index may go with the log: as the stack file acknowledges. */
  readonly discard: boolean;
}

export interface WriteLogOutputs {
  /** The log's own id: another one after it was closed and begun anew. */
  readonly log: string;
}

const REPLACING = ["url", "podIndex", "writes", "times"];

export const writeLog: Handler<WriteLogInputs, WriteLogOutputs> = {
  removes: true,
  inputKeys: ["url", "podIndex", "writes", "times", "discard"],

  async check(context, olds, news) {
    const frozen = refuseReplacing(news.podIndex, olds, news, REPLACING, "assess");
    if (frozen.length > 0) return { inputs: news, failures: frozen };
    const failures = await (olds === undefined ? taken(context, news) : anothers(context, news));
    if (failures.length === 0 && olds === undefined) {
      context.report(
        `write log at ${news.url}, writes ${news.writes}: point your applications' capture at it after this step`,
      );
    }
    return { inputs: news, failures };
  },

  async diff(context, olds, news) {
    const changed = changedKeys(olds, news);
    return {
      changes: changed.length > 0 || !(await stillRuns(context, olds)),
      replaces: changed.filter((key) => REPLACING.includes(key)),
    };
  },

  async create(context, news) {
    return { id: news.url, outs: await begin(context, news) };
  },

  update: (context, _olds, news) => begin(context, news),

  async read(_context, id) {
    const record = await logAt(id).control.find();
    return record === undefined || record.state === "closed" ? undefined : { inputs: {}, outs: { log: record.log } };
  },

  async delete(context, _id, { url, podIndex, discard }) {
    const log = logAt(url);
    const record = await log.control.find();
    const foreign = whyNotOurs(log, record, context.stack);
    if (foreign !== undefined) return context.warn(`left alone: ${foreign.summary}`);
    const state = await guardedState(context.client, await context.client.describeIndex(podIndex), log);
    if (state === "cutover") refuseWhileServing(`the write log of ${podIndex}`, podIndex, state);
    // A way on is needed where it was deleted; where it is only not mounted here, nobody must be told that it is closed.
    if (record === undefined) return context.warn(`there is no write log at ${url}: none was closed`);
    if (state === "retired" && record.state !== "closed" && record.active === "pod") throw retiredPast(podIndex);
    await (discard ? closeLog(log) : closeEmptyLog(context, log));
    context.report("the write log is closed: writers go on unlogged to the index that serves");
  },
};

/** The pod index would go next, and with it what writers write there. */
function retiredPast(podIndex: string): PodshiftError {
  return new PodshiftError(
    "CUTOVER_GUARD",
    `the write log of ${podIndex} can't be closed: ${podIndex} is retired, and its writers write to it`,
    { facts: { podIndex }, next: "set `phase: copy` and run `pulumi up`: it goes back to the pod index" },
  );
}

async function begin(context: MigrationContext, news: WriteLogInputs): Promise<WriteLogOutputs> {
  const { log } = await beginLog(context, logAt(news.url), news);
  return { log };
}

/**
 * A delete that was killed has closed the log and left the resource: it must not be taken for one that records. One that
 * an older version began, or the stack under another name, is still to be taken.
 */
async function stillRuns(
  { stack }: MigrationContext,
  { url, log }: Partial<WriteLogInputs & WriteLogOutputs>,
): Promise<boolean> {
  if (url === undefined) return false;
  const record = await logAt(url).control.find();
  if (record === undefined || record.state === "closed" || record.log !== log) return false;
  return !isToBeTaken(record, stack);
}

async function anothers({ stack }: MigrationContext, { url }: WriteLogInputs): Promise<CheckFailure[]> {
  const log = opened(url);
  const refused = log instanceof PodshiftError ? log : whyNotGoneOnWith(log, await log.control.find(), stack);
  return refused === undefined ? [] : [{ property: "url", reason: refused.message }];
}

/** An empty log in place of one that is only not mounted here would lack every write that applications log in the other. */
function whyNotGoneOnWith(
  log: OpenLog,
  record: ControlRecord | undefined,
  stack: MigrationContext["stack"],
): PodshiftError | undefined {
  if (record !== undefined) return whyNotOurs(log, record, stack);
  return new PodshiftError(
    "LOG_NOT_FOUND",
    `the write log of this stack is not at ${log.store.url}: its place is not mounted here, or somebody deleted it`,
    {
      next: 'mount it under the same path, and run the command again; if it was deleted: docs/interrupted.md, "The log"',
    },
  );
}

async function taken({ client, stack }: MigrationContext, news: WriteLogInputs): Promise<CheckFailure[]> {
  const log = opened(news.url);
  if (log instanceof PodshiftError) return [{ property: "url", reason: log.message }];
  const [record, pod] = await Promise.all([log.control.find(), client.describeIndex(news.podIndex)]);
  const refused = whyNotBegun(log, record, pod, news) ?? whyNotOurs(log, record, stack);
  return refused === undefined ? [] : [{ property: "url", reason: refused.message }];
}

function opened(url: string): OpenLog | PodshiftError {
  try {
    return logAt(url);
  } catch (error) {
    if (error instanceof PodshiftError) return error;
    throw error;
  }
}

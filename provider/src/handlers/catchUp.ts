// check  -> reads the control record, the leases and the log from the checkpoint on: the backlog, as a line
// create, update -> GET both indexes, rounds: fetches of one side, upserts and deletes of the other
// diff   -> nothing
// read   -> nothing: what was brought over is history
// delete -> GET /indexes/{podIndex}, control record; an error while traffic is on serverless
import { PodshiftError } from "../errors";
import { readyServerless } from "../migration/activeIndex";
import { caughtUpTo } from "../migration/catchUpFile";
import { refuseOlderThanLog } from "../migration/collection";
import type { MigrationContext } from "../migration/context";
import { guardedState, refuseWhileServing } from "../migration/guard";
import { ownLog } from "../migration/ownership";
import { describePod } from "../migration/podIndex";
import { backlogOf } from "../migration/status";
import { onTheWay } from "../migration/ways/ways";
import type { IndexDescription } from "../pinecone/types";
import { formatCount, formatDuration, plural } from "../util/format";
import type { OpenLog } from "../writeLog/openLog";
import { START } from "../writeLog/position";
import { changedKeys, type Handler, PartialFailure } from "./runtime/define";
import { type LogPlace, logAt, opened, whoServesNow } from "./runtime/logPlace";

export interface CatchUpInputs {
  /** What it is for: it runs when this moves forwards. */
  readonly for: "copy" | "cutover";
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** The log's id, the serverless index's host and the collection's age: another one needs another catch-up. */
  readonly log: string;
  readonly host: string;
  readonly askedAt: number;
  /** Where writes are logged: hidden. */
  readonly __log?: LogPlace;
}

export interface CatchUpOutputs {
  /** Records that this run brought over. */
  readonly records: number;
  /** ISO 8601; "" when it was stopped before. */
  readonly caughtUpAt: string;
}

export const catchUp: Handler<CatchUpInputs, CatchUpOutputs> = {
  inputKeys: ["for", "podIndex", "serverlessIndex", "log", "host", "askedAt"],

  /** The backlog changes all the time: a line for the reader, never a diff (design §2). */
  async check(context, _olds, news) {
    await tellBacklog(context, news);
    return { inputs: news, failures: [] };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    const replaces = changed.filter((key) => key === "podIndex" || key === "serverlessIndex");
    // "" is what a run that was stopped leaves; the engine's own mark of it is wiped by a refresh.
    return { changes: changed.length > 0 || olds.caughtUpAt === "", replaces };
  },

  async create(context, news) {
    return { id: news.podIndex, outs: await run(context, news) };
  },

  /** On the way back nothing is brought over here: the rollback does what it needs. */
  async update(context, olds, news) {
    const back = olds.for === "cutover" && news.for === "copy";
    if (back && olds.caughtUpAt !== undefined) return { records: olds.records ?? 0, caughtUpAt: olds.caughtUpAt };
    return run(context, news);
  },

  async read(_context, _id, { records, caughtUpAt }) {
    return { inputs: {}, outs: { records, caughtUpAt } };
  },

  async delete(context, _id, { podIndex, __log }) {
    const state = await guardedState(context.client, await context.client.describeIndex(podIndex), opened(__log));
    if (state === "cutover") refuseWhileServing(`the catch-up of ${podIndex}`, podIndex, state);
  },
};

async function run(context: MigrationContext, news: CatchUpInputs): Promise<CatchUpOutputs> {
  const log = opened(news.__log);
  if (log === undefined) throw new Error("a catch-up has a log");
  await ownLog(context, log);
  if ((await whoServesNow(context, news)) === "serverless") {
    context.report("traffic is on serverless already: nothing is to be brought over");
    return { records: 0, caughtUpAt: now(context) };
  }
  const pod = await describePod(context, news.podIndex);
  await refuseOlderThanLog(log, pod);
  const serverless = await readyServerless(context, news.serverlessIndex);
  await nameServerless(log, serverless);
  const { records, rounds } = await onTheWay(context, { pod, serverless, log }, "serverless", async (way) => {
    await way.catchUp();
    return way.summary();
  }).catch((error: unknown) => {
    throw keptWhenStopped(error, news);
  });
  context.report(`caught up: ${plural(records, "record")} brought over in ${plural(rounds, "round")}`);
  return { records, caughtUpAt: now(context) };
}

/** `podshift catch-up` and the writers learn from the control record where the copy is. */
async function nameServerless({ control }: OpenLog, { name, host }: IndexDescription): Promise<void> {
  await control.swap(({ serverless }) =>
    serverless?.name === name && serverless.host === host ? undefined : { serverless: { name, host } },
  );
}

/** The checkpoint is in the log's store: the next run goes on from there. */
function keptWhenStopped(error: unknown, news: CatchUpInputs): unknown {
  if (!(error instanceof PodshiftError) || error.code !== "STOPPED") return error;
  return new PartialFailure(news.podIndex, { records: 0, caughtUpAt: "" }, error);
}

async function tellBacklog(context: MigrationContext, { __log }: CatchUpInputs): Promise<void> {
  if (__log === undefined) return;
  const log = logAt(__log.url);
  const record = await log.control.find();
  if (record?.state !== "open" || record.active !== "pod") return;
  const from = await caughtUpTo(log.store, record);
  const { entries, lagMs } = await backlogOf(log, from ?? START, context.clock.now());
  const waiting =
    entries === 0
      ? "no write is waiting"
      : `${formatCount(entries)} writes waiting, the oldest ${formatDuration(lagMs)} old`;
  context.report(waiting);
}

function now({ clock }: MigrationContext): string {
  return new Date(clock.now()).toISOString();
}

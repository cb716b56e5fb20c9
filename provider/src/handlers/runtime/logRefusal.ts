import { PodshiftError } from "../../errors";
import type { MigrationContext } from "../../migration/context";
import { whyNotOurs } from "../../migration/ownership";
import { PHASES, type Phase } from "../../migration/phases";
import { type LogPlace, logAt, opened } from "./logPlace";

interface Asked {
  readonly podIndex: string;
  readonly __log?: LogPlace;
  readonly __phase: Phase;
}

/**
 * Why a run may not go on as its log, or the one that it had before, stands; undefined when it may.
 *
 * @param before where writes were logged, as the state has it
 */
export async function logRefusal(
  context: MigrationContext,
  before: LogPlace | undefined,
  news: Asked,
): Promise<PodshiftError | undefined> {
  return (await ofAnother(context, news)) ?? (await leftOpen(context, before, news));
}

/** A stack that names another's log must not even look as if it could switch: who serves is the other's to say. */
async function ofAnother({ stack }: MigrationContext, { __log }: Asked): Promise<PodshiftError | undefined> {
  const log = opened(__log);
  return log === undefined ? undefined : whyNotOurs(log, await log.control.find(), stack);
}

/**
 * Nothing goes past `capture` while the log that the migration had before is open and this run names it no more. Writers
 * go on with it, so what it holds would be in no copy, and who serves would be told by two.
 */
async function leftOpen(
  { stack }: MigrationContext,
  before: LogPlace | undefined,
  news: Asked,
): Promise<PodshiftError | undefined> {
  if (before === undefined || before.url === news.__log?.url || !isPastCapture(news.__phase)) return undefined;
  const log = logAt(before.url);
  const record = await log.control.find();
  if (record === undefined || record.state === "closed" || record.pod.name !== news.podIndex) return undefined;
  if (whyNotOurs(log, record, stack) !== undefined) return undefined;
  return new PodshiftError(
    "STACK_CHANGED",
    `the write log of ${news.podIndex} at ${log.store.url} is open, and writers go on with it`,
    {
      facts: { podIndex: news.podIndex, url: log.store.url },
      next: "put `writes` and `writeLog` back as they were; or set `phase: capture` and run `pulumi up` until it succeeds, which closes the log, and copy then",
    },
  );
}

/** From here on a log that nobody asks is one whose writes are lost. */
export function isPastCapture(phase: Phase): boolean {
  return PHASES.indexOf(phase) > PHASES.indexOf("capture");
}

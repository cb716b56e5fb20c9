import { randomUUID } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { Pacing } from "../../migration/apply/pacing";
import { type DeadLetter, Sender } from "../../migration/apply/sender";
import type { MigrationContext } from "../../migration/context";
import { type ApplyDeps, applyPart } from "../../migration/spread/applyPart";
import { foldTarget } from "../../migration/ways/foldTarget";
import type { PineconeClient, WriteOutcome } from "../../pinecone/types";
import { systemClock } from "../../util/clock";
import { formatCount } from "../../util/format";
import { linesIn } from "../../util/lines";
import { steadied } from "../../util/steadyClock";
import { requestTimeout } from "../../writeLog/applierLease";
import { systemLeaseClock } from "../../writeLog/lease";
import { connected } from "../connection";
import type { CliIo } from "../io";
import { logFor } from "../logFor";
import { type SpreadStreams, toldAsJson, wholeFrom, writeLine } from "./streams";

interface ApplyFlags {
  readonly log: string;
  readonly job: string;
  readonly run: string;
  readonly range: number;
  readonly part: number;
  readonly of: number;
  readonly share: number;
}

/** Milliseconds between two lines of progress. */
const INTERVAL_MS = 10_000;

/** `podshift spread apply`: one task of a distributed catch-up. */
export function addSpreadApply(spread: Command, io: CliIo, streams: SpreadStreams): void {
  spread
    .command("apply")
    .summary("applies one part of a range (Spark's tasks call it)")
    .description(
      "Reads a part's folded records, sorted, on standard input, brings them to the serverless index under the leader's " +
        "lease, and keeps the result. A part that has one is done: nothing is sent. The last line must be " +
        '{"end":true,"records":N}: without it the pipe broke.',
    )
    .requiredOption("--log <url>", "the write log's URL")
    .requiredOption("--job <id>", "the job, as its plan names it")
    .requiredOption("--run <id>", "the leader's run, as its plan names it")
    .requiredOption("--range <r>", "the range", wholeFrom(0))
    .requiredOption("--part <k>", "the part, from 0", wholeFrom(0))
    .requiredOption("--of <n>", "how many parts there are", wholeFrom(1))
    .option(
      "--share <share>",
      "this task's share of each namespace's budgets: 1 / tasks that run at once",
      readShare,
      1,
    )
    .action((flags: ApplyFlags) => toldAsJson(io, () => apply(flags, io, streams)));
}

async function apply(flags: ApplyFlags, io: CliIo, streams: SpreadStreams): Promise<void> {
  const { job, run, range, part, of: parts } = flags;
  const log = logFor(flags.log);
  const requestMs = requestTimeout((await log.control.read()).times);
  const progress = every(INTERVAL_MS, (records: number) =>
    io.err(`part ${part} of range ${range}: ${formatCount(records)} records brought`),
  );
  const deps: ApplyDeps = {
    ...{
      ...log,
      clock: steadied(systemClock),
      leaseClock: systemLeaseClock,
      nonce: randomUUID,
      signal: io.signal,
      requestMs,
    },
    reach: (found, lease) => reached(io, flags, found.target.host, { requestMs, lease }),
    onProgress: progress,
  };
  const result = await applyPart(deps, { job, run, range, part, parts }, linesIn(streams.from));
  await writeLine(streams, JSON.stringify(result));
}

function reached(
  io: CliIo,
  { share }: ApplyFlags,
  host: string,
  { requestMs, lease }: { requestMs: number; lease: Parameters<ApplyDeps["reach"]>[1] },
): ReturnType<ApplyDeps["reach"]> {
  const client = underLease(connected(io), requestMs, lease);
  const context: MigrationContext = {
    ...{ client, clock: systemClock, signal: io.signal },
    progress: (text) => io.err(text),
    report: (text) => io.err(text),
    warn: (text) => io.err(`warning: ${text}`),
  };
  const refused = new Map<string, DeadLetter>();
  const sender = new Sender({
    writer: client.writer(host),
    pacing: new Pacing(systemClock, { signal: io.signal, share }),
    ...{ clock: steadied(systemClock), signal: io.signal, requestMs },
    mayApply: (timeoutMs) => lease.mustOutlast(timeoutMs),
  });
  return { target: foldTarget(context, host, sender, refused), refused };
}

/** The service, written to under the lease only: also where a write has no effect but to prove that reads are fresh. */
function underLease(
  client: PineconeClient,
  requestMs: number,
  lease: Parameters<ApplyDeps["reach"]>[1],
): PineconeClient {
  return {
    ...client,
    writer: (host) => {
      const writer = client.writer(host, { timeoutMs: requestMs });
      const within = <T extends unknown[]>(send: (...args: T) => Promise<WriteOutcome>) => {
        return async (...args: T) => {
          lease.mustOutlast(requestMs);
          return send(...args);
        };
      };
      return { upsert: within(writer.upsert), deleteIds: within(writer.deleteIds), update: within(writer.update) };
    },
  };
}

function every(ms: number, tell: (records: number) => void): (records: number) => void {
  let last = systemClock.now();
  return (records) => {
    if (systemClock.now() - last < ms) return;
    last = systemClock.now();
    tell(records);
  };
}

function readShare(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new InvalidArgumentError("a number above 0, up to 1");
}

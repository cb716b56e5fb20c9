import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { foldBase } from "../../migration/catchUpFile";
import { atSegments, FOLD_START } from "../../migration/fold/foldPosition";
import { Resolutions } from "../../migration/fold/resolutions";
import { encodeFolded } from "../../migration/spread/foldedLine";
import { type FoldedStretch, foldLog } from "../../migration/spread/foldLog";
import { currentJob } from "../../migration/spread/job";
import type { OpenLog } from "../../writeLog/openLog";
import type { CliIo } from "../io";
import { logFor } from "../logFor";
import { type SpreadStreams, toldAsJson, wholeFrom, writeLine } from "./streams";

interface FoldFlags {
  readonly log: string;
  readonly watermark?: number;
  readonly whole?: true;
}

/** `podshift spread fold`: what Spark's fold must say, by the engine of one process. */
export function addSpreadFold(spread: Command, io: CliIo, streams: SpreadStreams): void {
  spread
    .command("fold")
    .summary("prints a log's folded records, by one process")
    .description(
      "Reads only: no lease, no key. From the place and up to the watermark of the log's job, or, when there is none, from " +
        "where the log begins to matter up to its floor. What bulk writes touched must be kept already.",
    )
    .requiredOption("--log <url>", "the write log's URL")
    .option("--watermark <t>", "only entries with a smaller time, in place of the job's", wholeFrom(0))
    .option("--whole", "from the log's start, in place of the job's")
    .action((flags: FoldFlags) => toldAsJson(io, () => printFold(flags, io, streams)));
}

async function printFold(flags: FoldFlags, { signal }: CliIo, streams: SpreadStreams): Promise<void> {
  const log = logFor(flags.log);
  const folder = await mkdtemp(join(tmpdir(), "podshift-fold-"));
  try {
    const resolutions = new Resolutions(log.store, randomUUID);
    const deps = { store: log.store, resolutions, fold: { folder }, signal };
    for await (const record of foldLog(deps, await stretchOf(log, flags))) {
      await writeLine(streams, encodeFolded(record));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stretchOf({ store, control }: OpenLog, { watermark, whole }: FoldFlags): Promise<FoldedStretch> {
  const record = await control.read();
  const job = await currentJob(store);
  const plan = job?.log === record.log ? job.plan : undefined;
  const ends = Object.entries(record.writers).map(([w, { end }]): [string, number | undefined] => [w, end]);
  const known = Object.fromEntries(ends.filter((each): each is [string, number] => each[1] !== undefined));
  return {
    writers: { ...Object.fromEntries(ends.map(([w]) => [w, undefined])), ...atSegments(known) },
    from: whole ? FOLD_START : (plan?.from ?? foldBase(record)),
    watermark: watermark ?? plan?.watermark ?? record.floor,
  };
}

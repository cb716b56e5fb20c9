import { PodshiftError } from "../../errors";
import { readyServerless } from "../../migration/activeIndex";
import { type CompareRequest, compareIndexes } from "../../migration/compareIndexes";
import type { MigrationContext } from "../../migration/context";
import type { ParityReport } from "../../migration/parity/report";
import { writeReportFiles } from "../../migration/parity/reportFile";
import { isPod } from "../../migration/preflight";
import { loggedAs } from "../../migration/tags";
import type { OpenLog } from "../../writeLog/openLog";
import type { CliIo } from "../io";
import { costLine } from "./costLine";
import { DEFAULTS, type VerifyOptions } from "./flags";
import { countPlaces, type Place, placesIn } from "./idsFile";
import { forgetCheckpoint, hasCheckpoint, type Places, placesFor } from "./places";

export interface CheckRequest {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly log?: OpenLog | undefined;
  /** Records that are looked for beside those of `--ids`. */
  readonly also?: (() => AsyncIterable<Place>) | undefined;
}

/**
 * One check, with its report written down.
 *
 * @throws what `compareIndexes` throws, INPUT_FILE_INVALID; STOPPED saying how to go on
 */
export async function check(
  io: CliIo,
  context: MigrationContext,
  { podIndex, serverlessIndex, log, also }: CheckRequest,
  options: VerifyOptions,
): Promise<{ readonly report: ParityReport; readonly places: Places }> {
  const ids = options.ids === undefined ? 0 : await countPlaces(options.ids);
  const places = await placesFor(options.output, podIndex);
  if (options.restart) await forgetCheckpoint(places);
  const { content = DEFAULTS.content, queries = DEFAULTS.queries, seed = DEFAULTS.seed, rate } = options;
  const serverless = await readyServerless(context, serverlessIndex);
  if (isPod(serverless)) throw isNoServerless(serverlessIndex);
  if (log === undefined && loggedAs(serverless.tags) !== undefined) {
    context.warn(`writes of ${podIndex} are logged: without \`--log URL\` those on their way show as differences`);
  }
  io.err(await costLine(context.client, serverless, { content, queries, ids, rate }));
  const request: CompareRequest = {
    ...{ podIndex, serverlessIndex, content, queries, seed, log, settleMs: options.settle },
    ...{ digestFile: places.digests, differencesFile: places.differences, checkpoint: places.checkpoint },
    ...(rate === undefined ? {} : { recordsPerSecond: rate }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    extraIds: together(options.ids, also),
  };
  const { report } = await compareIndexes(context, request).catch((error: unknown) => {
    throw howToGoOn(error, places);
  });
  await writeReportFiles(places.base, report);
  return { report, places };
}

function isNoServerless(name: string): PodshiftError {
  return new PodshiftError("SERVERLESS_INDEX_NOT_FOUND", `index ${name} is a pod index`, {
    next: "name the pod index first, then the serverless index: `podshift verify docs docs-serverless`",
  });
}

/** Ids that serverless may not list: of the file, and of a repair. */
async function* together(file: string | undefined, also: CheckRequest["also"]): AsyncGenerator<Place> {
  if (file !== undefined) yield* placesIn(file);
  if (also !== undefined) yield* also();
}

function howToGoOn(error: unknown, places: Places): unknown {
  if (!(error instanceof PodshiftError) || error.code !== "STOPPED") return error;
  const kept = hasCheckpoint(places);
  return new PodshiftError("STOPPED", "stopped as asked, before parity was known", {
    next: kept ? "the same command goes on from here; with --restart it begins anew" : "the same command begins anew",
    cause: error,
  });
}

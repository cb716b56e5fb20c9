import { randomUUID } from "node:crypto";
import type { Position } from "../writeLog/position";
import type { MigrationContext } from "./context";
import { Checkpoint } from "./parity/checkpoint";
import { writeDifferences } from "./parity/differencesFile";
import { fileDigestSink, type KeptDigest } from "./parity/digestFile";
import { ofFiles } from "./parity/fileFailure";
import type { DigestSink, ParityOptions } from "./parity/options";
import type { Difference } from "./parity/report";

export interface ComparisonFilesOptions {
  /** Folder in which a killed comparison leaves how far it has got; left out: nowhere. */
  readonly checkpoint?: string | undefined;
  readonly differencesFile?: string | undefined;
  /** Left out: no digests are kept. */
  readonly digestFile?: string | undefined;
  readonly logPosition?: Position | undefined;
  /** What must be the same for a killed comparison to be gone on with. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly mostIds?: number | undefined;
  /** As in `CheckpointOptions`. */
  areStillHeld?(kept: AsyncIterable<KeptDigest>): Promise<boolean>;
  /** Milliseconds between two checkpoints; left out: some seconds. */
  readonly everyMs?: number;
}

/** What of a comparison's options hangs on its files. */
export type ComparisonFiles = Pick<ParityOptions, "keeper" | "digests" | "differences" | "startedAt" | "logPosition">;

/**
 * Runs a comparison with the files that it was asked for: those of one that was killed are gone on with. When it fails,
 * they stay for the next run; when it ends, only digests and differences are left.
 *
 * @throws FILE_NOT_WRITTEN, and what `run` throws
 */
export async function withComparisonFiles<T>(
  context: MigrationContext,
  options: ComparisonFilesOptions,
  run: (files: ComparisonFiles) => Promise<T>,
): Promise<T> {
  try {
    return await runWith(context, options, run);
  } catch (error) {
    throw ofFiles(error);
  }
}

async function runWith<T>(
  { clock, report }: MigrationContext,
  options: ComparisonFilesOptions,
  run: (files: ComparisonFiles) => Promise<T>,
): Promise<T> {
  const { checkpoint, differencesFile, digestFile, logPosition } = options;
  if (checkpoint === undefined && differencesFile === undefined) {
    return run({ logPosition, ...(digestFile === undefined ? {} : { digests: fileDigestSink(digestFile) }) });
  }
  const kept = await Checkpoint.open(checkpoint ?? `${differencesFile}.${randomUUID()}`, {
    ...{ ...options, clock, report },
    ...(checkpoint === undefined ? { everyMs: Number.POSITIVE_INFINITY } : {}),
  });
  let isOver = checkpoint === undefined;
  try {
    const result = await run(filesOf(kept, differencesFile));
    isOver = true;
    return result;
  } finally {
    await (isOver ? kept.remove() : kept.leave());
  }
}

function filesOf(kept: Checkpoint, differencesFile: string | undefined): ComparisonFiles {
  const { startedAt, logPosition, digests } = kept;
  return {
    ...{ keeper: kept, startedAt, logPosition },
    ...(digests === undefined ? {} : { digests: leftBehind(digests) }),
    ...(differencesFile === undefined
      ? {}
      : { differences: { write: (stayed) => writeDifferences(differencesFile, all(stayed, kept)) } }),
  };
}

/** A draft is not removed when a run fails: who opened it decides. */
function leftBehind(digests: DigestSink): DigestSink {
  return {
    write: (namespace, id, digest) => digests.write(namespace, id, digest),
    finish: () => digests.finish(),
    abandon: async () => undefined,
  };
}

async function* all(stayed: readonly Difference[], kept: Checkpoint): AsyncIterable<Difference> {
  yield* stayed;
  for await (const { beyond: _, ...difference } of kept.beyond()) yield difference;
}

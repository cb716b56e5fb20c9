import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { STATE } from "../../migration/parity/checkpoint";
import { fileNameOf } from "../../util/fileName";
import { PRIVATE_FOLDER } from "../../util/privateFiles";

/** Where the files of one check are. */
export interface Places {
  readonly report: string;
  /** The report's path without its ending: the text has another. */
  readonly base: string;
  readonly differences: string;
  readonly digests: string;
  /** A folder, while a check isn't over. */
  readonly checkpoint: string;
  /** The differences that were repaired last. */
  readonly repaired: string;
}

/**
 * Below `verify`, and not below `parity`: there `pulumi up` keeps the report and the digests that `retire` needs, and a
 * check by hand must not lay its own over them.
 */
export async function placesFor(output: string, podIndex: string): Promise<Places> {
  const base = join(output, "verify", fileNameOf(podIndex));
  await mkdir(join(output, "verify"), { recursive: true, mode: PRIVATE_FOLDER });
  return {
    base,
    report: `${base}.json`,
    differences: `${base}.differences.jsonl`,
    digests: `${base}.jsonl.gz`,
    checkpoint: `${base}.checkpoint`,
    repaired: `${base}.repaired.jsonl`,
  };
}

/** True when a check that wasn't over has left a checkpoint. */
export function hasCheckpoint({ checkpoint }: Places): boolean {
  return existsSync(join(checkpoint, STATE));
}

/** Throws a checkpoint away. */
export async function forgetCheckpoint({ checkpoint }: Places): Promise<void> {
  await rm(checkpoint, { recursive: true, force: true });
}

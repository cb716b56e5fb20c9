import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { Resolutions } from "../../../provider/src/migration/fold/resolutions";
import { encodeFolded } from "../../../provider/src/migration/spread/foldedLine";
import { foldLog } from "../../../provider/src/migration/spread/foldLog";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import type { MadeLog } from "./randomLog";
import { PODSHIFT, run } from "./spark";

export interface Digest {
  readonly records: number;
  readonly digest: string;
}

/** Of the lines of all files of a folder, by `podshift spread digest`. */
export function digestOfFolder(folder: string): Promise<Digest> {
  async function* lines() {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(".")) continue;
      yield* createReadStream(join(folder, name), "utf8") as AsyncIterable<string>;
    }
  }
  return digestOf(lines());
}

export async function digestOf(lines: AsyncIterable<string>): Promise<Digest> {
  const { code, out, err } = await run(process.execPath, [PODSHIFT, "spread", "digest"], process.env, lines);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Digest;
}

/** What the engine of one process folds of the same stretch of a log. */
export async function* foldedHere({ folder, segments, watermark }: MadeLog, spill: string): AsyncGenerator<string> {
  const store = fileStore(folder);
  const deps = { store, resolutions: new Resolutions(store, () => "test"), fold: { folder: spill } };
  const stretch = {
    writers: Object.fromEntries(segments.map(({ w, end }) => [w, { segment: end, line: 0 }])),
    from: Object.fromEntries(segments.map(({ w, from }) => [w, from])),
    watermark,
  };
  for await (const record of foldLog(deps, stretch)) yield `${encodeFolded(record)}\n`;
}

/** The same by its command, piped into the digest: nothing of it is in memory here. */
export async function digestByCommand(url: string, watermark: number): Promise<Digest> {
  const fold = spawn(process.execPath, [
    PODSHIFT,
    "spread",
    "fold",
    "--log",
    url,
    "--whole",
    "--watermark",
    `${watermark}`,
  ]);
  const ended = once(fold, "close");
  const digest = await digestOf(fold.stdout.setEncoding("utf8") as AsyncIterable<string>);
  assert.deepEqual(await ended, [0, null]);
  return digest;
}

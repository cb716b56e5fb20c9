import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Active, ControlRecord } from "../../../provider/src/writeLog/control";

/** A time in which one index served; milliseconds since 1970. */
export interface Serving {
  readonly active: Active;
  /** No write was taken from then on until it began to serve: the fence of its switch. */
  readonly fencedAt: number;
  /** The switch came to be between these two. */
  readonly from: number;
  readonly surelyFrom: number;
}

/** Which index served when, by a log's control records and by when their files were made: written, then linked. */
export function servingsOf(logFolder: string): readonly Serving[] {
  const folder = join(logFolder, "control");
  const long = Number.NEGATIVE_INFINITY;
  const servings: Serving[] = [{ active: "pod", fencedAt: long, from: long, surelyFrom: long }];
  let fencedAt = long;
  for (const file of readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()) {
    const { state, active } = JSON.parse(readFileSync(join(folder, file), "utf8")) as ControlRecord;
    const { mtimeMs: from, ctimeMs: surelyFrom } = statSync(join(folder, file));
    if (state === "fenced") fencedAt = from;
    if (active !== servings.at(-1)?.active) servings.push({ active, fencedAt, from, surelyFrom });
  }
  return servings;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ControlRecord, DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../provider/src/writeLog/encoding";
import type { EntryBody } from "../../../provider/src/writeLog/entry";
import { segmentPath } from "../../../provider/src/writeLog/segments";
import type { MadeLog } from "./randomLog";

export interface LargeOptions {
  readonly entries: number;
  readonly records: number;
  readonly dimension: number;
}

const WRITERS = 4;
/** As group commit makes them under load: some megabytes a segment at most. */
const ENTRIES_A_SEGMENT = 5_000;
/** Coprime to any number of records that isn't its multiple: each record comes up equally often, far apart. */
const STRIDE = 7_919;

/** A log of many entries: half of them upserts, the others updates of metadata, one in twenty a delete. Without bulk writes. */
export function makeLargeLog(folder: string, options: LargeOptions): MadeLog {
  const { entries } = options;
  const next = new Array<number>(WRITERS).fill(0);
  for (let first = 0, turn = 0; first < entries; first += ENTRIES_A_SEGMENT, turn += 1) {
    const writer = turn % WRITERS;
    const lines: string[] = [];
    for (let at = first; at < Math.min(entries, first + ENTRIES_A_SEGMENT); at += 1) {
      const record = (at * STRIDE) % options.records;
      const ns = record % 3 === 0 ? "" : `tenant-${record % 7}`;
      lines.push(encodeEntry({ v: 1, t: at + 1, n: 0, w: `w${writer}`, e: 1, ns, ...bodyOf(at, record, options) }));
    }
    put(folder, segmentPath(`w${writer}`, next[writer] ?? 0), `${lines.join("\n")}\n`);
    next[writer] = (next[writer] ?? 0) + 1;
  }
  put(folder, "control/000000000001.json", JSON.stringify(controlOf(next)));
  const segments = next.flatMap((end, writer) =>
    end === 0 ? [] : [{ w: `w${writer}`, from: { segment: 0, line: 0 }, end }],
  );
  return { folder, url: `file://${folder}`, watermark: entries + 1, segments };
}

function bodyOf(at: number, record: number, { dimension }: LargeOptions): EntryBody {
  const id = `record-${record}`;
  if (at % 20 === 19) return { op: "delete", ids: [id] };
  if (at % 2 === 1) return { op: "update", id, md: { round: at % 97, [`seen${at % 5}`]: at } };
  const values = Float32Array.from({ length: dimension }, (_, k) => Math.fround(Math.sin(at + k)));
  return { op: "upsert", id, values, md: { lang: at % 3 === 0 ? "en" : "de", round: at % 97 } };
}

function controlOf(ends: readonly number[]): ControlRecord {
  return {
    ...{ v: 1, log: "large", epoch: 1, state: "open", active: "pod", writes: "deferred", by: "made", floor: 0 },
    ...{ pod: { name: "docs", host: "" }, times: DEFAULT_TIMES, soon: false, applier: "" },
    writers: Object.fromEntries(ends.map((end, writer) => [`w${writer}`, { end }])),
  };
}

function put(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import type { Place } from "../../../provider/src/migration/fold/foldPosition";
import { Resolutions } from "../../../provider/src/migration/fold/resolutions";
import { type ControlRecord, DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { encodeEntry, encodeSeal } from "../../../provider/src/writeLog/encoding";
import { type Entry, type EntryBody, isBulk } from "../../../provider/src/writeLog/entry";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { segmentPath } from "../../../provider/src/writeLog/segments";
import { body, text } from "../../support/writeLog/arbitraryEntries";

/** A log in a folder, and what of it a job is to fold. */
export interface MadeLog {
  readonly folder: string;
  readonly url: string;
  readonly watermark: number;
  readonly segments: readonly { readonly w: string; readonly from: Place; readonly end: number }[];
}

const WRITERS = ["app.1", "app.10", "app.2", "job.α"];
const namespace = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("", "a", "a\u0000b", "ü/x") }, text);
const id = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("1", "2", "a", "ü", "\ud800", "😀", "\t", "b\u0000") },
  text,
);
/** Mostly what sets and changes records: else nearly all of them end deleted. */
const operation = fc.oneof(
  { weight: 6, arbitrary: body.filter(({ op }) => op === "upsert" || op === "update") },
  { weight: 2, arbitrary: body },
);
const found = fc.uniqueArray(id, { maxLength: 4 });

interface Drawn {
  readonly writer: number;
  /** Milliseconds since the entry before, whoever wrote it: writers have entries of the same time and counter. */
  readonly later: number;
  readonly ns: string;
  readonly ids: readonly string[];
  readonly body: EntryBody;
  readonly found: readonly string[];
  readonly end: "goes on" | "new segment" | "torn" | "twice" | "copied";
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  ...{
    writer: fc.nat(WRITERS.length - 1),
    later: fc.constantFrom(0, 0, 1, 1, 7),
    ns: namespace,
    body: operation,
    found,
  },
  ids: fc.array(id, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom("goes on", "goes on", "goes on", "new segment", "torn", "twice", "copied"),
});

export const drawnLog = fc.record({
  entries: fc.array(drawn, { minLength: 200, maxLength: 1_500, size: "max" }),
  /** Of all times in the log, the share below the watermark. */
  below: fc.constantFrom(1, 1, 0.7),
  /** How many entries of the first writer were folded before. */
  folded: fc.nat(3),
});

/** Logs that are the same for the same seed. */
export function randomLogs(seed: number, count: number) {
  return fc.sample(drawnLog, { seed, numRuns: count });
}

/** Writes it as applications would have; its bulk entries with what was kept of them. */
export async function makeLog(folder: string, { entries, below, folded }: ReturnType<typeof randomLogs>[number]) {
  const writers = WRITERS.map((w) => new Writing(folder, w));
  let t = 1_700_000_000_000;
  for (const each of entries) {
    t += each.later;
    // Ids that come up again and again: what is folded must meet.
    await writers[each.writer]?.add(t, each.ns, withIds(each.body, each.ids), each);
  }
  for (const writer of writers) writer.end();
  const start = 1_700_000_000_000;
  const used = writers.filter(({ segment }) => segment > 1);
  putControl(folder, used);
  return {
    folder,
    url: `file://${folder}`,
    watermark: start + Math.ceil((t - start) * below) + (below === 1 ? 1 : 0),
    segments: used.map(({ w, segment, firstLines }, at) => ({
      w,
      from: { segment: 0, line: at === 0 ? Math.min(folded, firstLines) : 0 },
      end: segment,
    })),
  } satisfies MadeLog;
}

function withIds(drawnBody: EntryBody, ids: readonly string[]): EntryBody {
  if (drawnBody.op === "delete") return { ...drawnBody, ids };
  return isBulk(drawnBody) ? drawnBody : { ...drawnBody, id: ids[0] ?? "" };
}

class Writing {
  segment = 0;
  firstLines = 0;
  #lines: string[] = [];
  #torn = "";
  /** Of its first segment, which is copied under later numbers too. */
  #first = "";
  #t = 0;
  #n = 0;
  readonly #resolutions: Resolutions;

  constructor(
    readonly folder: string,
    readonly w: string,
  ) {
    this.#resolutions = new Resolutions(fileStore(folder), () => "made");
  }

  async add(t: number, ns: string, written: EntryBody, { found: touched, end }: Drawn): Promise<void> {
    this.#n = t === this.#t ? this.#n + 1 : 0;
    this.#t = t;
    const entry: Entry = { v: 1, t, n: this.#n, w: this.w, e: 1, ns, ...written };
    const line = encodeEntry(entry);
    for (let times = end === "twice" ? 2 : 1; times > 0; times -= 1) {
      if (isBulk(entry)) await this.#keep(touched);
      this.#lines.push(line);
    }
    if (end === "torn") this.#torn = line.slice(0, Math.floor(line.length / 2));
    if (end === "torn" || end === "new segment" || end === "copied") this.#cut();
    if (end === "copied") this.#put(this.#first);
  }

  end(): void {
    if (this.#lines.length > 0) this.#cut();
    if (this.segment > 0) this.#put(`${encodeSeal(this.w)}\n`);
  }

  async #keep(touched: readonly string[]): Promise<void> {
    const place = { segment: this.segment, line: this.#lines.length };
    async function* pages() {
      yield touched;
    }
    for await (const _ of await this.#resolutions.keep(this.w, place, pages()));
  }

  #cut(): void {
    const content = `${this.#lines.join("\n")}\n${this.#torn}`;
    if (this.segment === 0) {
      this.firstLines = this.#lines.length;
      this.#first = content;
    }
    this.#put(content);
    this.#lines = [];
    this.#torn = "";
  }

  #put(content: string): void {
    put(this.folder, segmentPath(this.w, this.segment), content);
    this.segment += 1;
  }
}

function putControl(folder: string, used: readonly Writing[]): void {
  const record: ControlRecord = {
    ...{ v: 1, log: "spark", epoch: 1, state: "open", active: "pod", writes: "deferred", by: "test", floor: 0 },
    ...{ pod: { name: "docs", host: "" }, times: DEFAULT_TIMES, soon: false, applier: "" },
    writers: Object.fromEntries(used.map(({ w, segment }) => [w, { end: segment - 1 }])),
  };
  put(folder, "control/000000000001.json", JSON.stringify(record));
}

function put(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

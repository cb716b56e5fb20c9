import { PodshiftError } from "../errors";
import { type Compaction, CompactionCount } from "./compaction";
import type { Control, ControlRecord } from "./control";
import { compareEntries, type EntryHead } from "./entry";
import { brokenLines, parseSegment, type Segment, segmentPath } from "./segments";
import type { LogStore } from "./store";

/** Something that is wrong with a log. */
export interface LogFinding {
  /** File, or writer. */
  readonly place: string;
  readonly what: string;
}

export interface LogReport {
  readonly url: string;
  readonly log: string;
  readonly state: ControlRecord["state"];
  readonly active: ControlRecord["active"];
  readonly epoch: number;
  readonly writers: number;
  readonly segments: number;
  readonly compaction: Compaction;
  /** Empty when the log is sound. */
  readonly findings: readonly LogFinding[];
}

/**
 * Reads every file of a log and says all that is wrong with it: checksums, gaps, torn lines, seals, order within each
 * writer, and the chain of control records. A writer's newest segment may be missed; nothing else is.
 *
 * @throws LOG_NOT_FOUND
 */
export async function checkLog(
  { store, control }: { store: LogStore; control: Control },
  signal?: AbortSignal,
): Promise<LogReport> {
  const record = await control.read();
  const check = new Check(store, record, signal);
  await check.controlChain();
  const named = Object.keys(record.writers);
  for (const writer of [...new Set([...named, ...(await store.list("segments"))])].sort()) await check.writer(writer);
  const { log, state, active, epoch } = record;
  return {
    ...{ url: store.url, log, state, active, epoch, writers: named.length, segments: check.segments },
    ...{ compaction: check.count.result, findings: check.findings },
  };
}

class Check {
  readonly findings: LogFinding[] = [];
  readonly count = new CompactionCount();
  segments = 0;

  constructor(
    readonly store: LogStore,
    readonly record: ControlRecord,
    readonly signal: AbortSignal | undefined,
  ) {}

  async controlChain(): Promise<void> {
    const numbers = numbersOf(await this.store.list("control"));
    this.#gaps(numbers, 1, (number) => `control/${String(number).padStart(12, "0")}.json`);
    for (const number of numbers) {
      this.signal?.throwIfAborted();
      const path = `control/${String(number).padStart(12, "0")}.json`;
      const why = wrongRecord(await this.store.get(path), number);
      if (why !== undefined) this.#found(path, why);
    }
  }

  async writer(writer: string): Promise<void> {
    const numbers = numbersOf(await this.store.list(`segments/${writer}`));
    if (numbers.length === 0) return;
    const known = this.record.writers[writer];
    if (known === undefined) this.#found(`segments/${writer}`, "the control record does not name this writer");
    // A closed log's segments are being removed: what is left may begin anywhere.
    this.#gaps(numbers, this.record.state === "closed" ? (numbers[0] ?? 0) : 0, (number) =>
      segmentPath(writer, number),
    );
    let last: EntryHead | undefined;
    let sealedAt: number | undefined;
    for (const number of numbers) {
      this.signal?.throwIfAborted();
      if (sealedAt !== undefined) this.#found(segmentPath(writer, number), "comes after the writer's seal");
      const segment = await this.#read(writer, number);
      if (segment === undefined) continue;
      if (segment.sealed) sealedAt = number;
      last = this.#order(segment, last);
    }
    if (known?.end !== undefined && known.end !== sealedAt && this.record.state !== "closed") {
      this.#found(
        segmentPath(writer, known.end),
        "the control record says that the writer's seal is here, and it is not",
      );
    }
  }

  async #read(writer: string, number: number): Promise<Segment | undefined> {
    const path = segmentPath(writer, number);
    const body = await this.store.get(path);
    if (body === undefined) return undefined;
    this.segments += 1;
    try {
      const segment = parseSegment(writer, number, body);
      if (segment.torn) this.#found(path, "its last line is torn: it is cut off at reading");
      if (segment.sealed && segment.entries.length > 0) this.#found(path, "a seal stands among entries");
      this.count.add(segment.entries, segment.bytes);
      return segment;
    } catch (error) {
      if (!(error instanceof PodshiftError)) throw error;
      for (const { line, why } of brokenLines(body)) this.#found(`${path}, line ${line}`, why);
      return undefined;
    }
  }

  #order({ w, number, entries }: Segment, before: EntryHead | undefined): EntryHead | undefined {
    let last = before;
    entries.forEach((entry, at) => {
      const place = `${segmentPath(w, number)}, line ${at + 1}`;
      if (entry.w !== w) this.#found(place, `it is an entry of writer ${entry.w}`);
      else if (last !== undefined && compareEntries(last, entry) >= 0)
        this.#found(place, "its time is not after the last");
      last = entry;
    });
    return last;
  }

  #gaps(numbers: readonly number[], first: number, pathOf: (number: number) => string): void {
    let expected = first;
    for (const number of numbers) {
      if (number > expected) {
        const many = number - expected;
        this.#found(pathOf(expected), many === 1 ? "is missing" : `is missing, and ${many - 1} after it`);
      }
      expected = number + 1;
    }
  }

  #found(place: string, what: string): void {
    this.findings.push({ place, what });
  }
}

function numbersOf(names: readonly string[]): number[] {
  const numbers = names.map((name) => Number.parseInt(name, 10)).filter((number) => Number.isInteger(number));
  return numbers.sort((a, b) => a - b);
}

function wrongRecord(body: Uint8Array | undefined, number: number): string | undefined {
  if (body === undefined) return undefined;
  try {
    const record = JSON.parse(Buffer.from(body).toString("utf8")) as Partial<ControlRecord> | null;
    if (record?.v !== 1) return "its version is not known to this podshift";
    return record.epoch === number ? undefined : `says that it is number ${record.epoch}`;
  } catch {
    return "is no JSON";
  }
}

import { PodshiftError } from "../../errors";
import { type EntryHead, isBulk } from "../../writeLog/entry";
import { parseSegment, segmentPath } from "../../writeLog/segments";
import type { LogStore } from "../../writeLog/store";
import type { Place, Placed } from "../fold/foldPosition";

/** Segments of one writer, one after the other: from a place on, up to a segment that is not part of it. */
export interface Chunk {
  readonly w: string;
  readonly from: Place;
  /** Number of the first segment behind it. */
  readonly end: number;
  /** Stamp of the writer's last entry in front of it, where it is known. */
  readonly behind?: string;
}

/** What is read of the log: chunks of it, and of these the entries with `t` below the watermark. */
export interface ChunkReading {
  readonly store: LogStore;
  /** Hybrid time in milliseconds. */
  readonly watermark: number;
}

/** Segments that are asked for before their turn: a segment on S3 takes some tens of milliseconds. */
const AHEAD = 8;
const LINE_FEED = 10;
/** How an entry of a bulk operation looks in the log: each such operation has a name that no other word of a line begins with. */
const BULK_OPS = ["deleteAll", "deleteNamespace", "deleteByFilter", "updateByFilter"].map((op) => `"op":"${op}"`);

/**
 * An entry's place in the one order (t, n, w), as a text that sorts as the order does: by its bytes, which any engine can.
 */
export function stampOf({ t, n, w }: Pick<EntryHead, "t" | "n" | "w">): string {
  return `${t.toString(16).padStart(14, "0")}${n.toString(16).padStart(8, "0")}${w}`;
}

/**
 * A writer's stamps only grow: an entry whose stamp does not is of a segment that was copied under a later number, and passed
 * over. What it says may be long replaced.
 */
export class Growing {
  constructor(
    /** The latest. */
    public last = "",
  ) {}

  /** False for a copy. To be asked in order. */
  passes(stamp: string): boolean {
    if (stamp <= this.last) return false;
    this.last = stamp;
    return true;
  }
}

/** One segment's bytes. */
export interface SegmentBody {
  readonly number: number;
  readonly body: Uint8Array;
}

/**
 * The segments of a chunk, in order.
 *
 * @throws LOG_BROKEN when one isn't there: they all were when the plan was made
 */
export async function* bodiesOf(store: LogStore, { w, from, end }: Chunk): AsyncGenerator<SegmentBody> {
  const asked: { readonly number: number; readonly body: Promise<Uint8Array | undefined> }[] = [];
  for (let next = from.segment; ; next += 1) {
    if (next < end) asked.push({ number: next, body: quietly(store.get(segmentPath(w, next))) });
    if (asked.length < AHEAD && next < end) continue;
    const first = asked.shift();
    if (first === undefined) return;
    const body = await first.body;
    if (body === undefined) throw gone(w, first.number);
    yield { number: first.number, body };
  }
}

/** Who waits for it hears of its failure; until then, and when nobody will, it isn't an unhandled one. */
function quietly<T>(asked: Promise<T>): Promise<T> {
  asked.catch(() => undefined);
  return asked;
}

/** What a chunk holds, for who divides the work. */
export interface Inventory extends Pick<Chunk, "w" | "from"> {
  readonly entries: number;
  readonly bytes: number;
  readonly segments: number;
  /** Segments whose last line was torn off. */
  readonly torn: number;
  /** Stamps of its first and last entry, copies left out; left out when there is none. */
  readonly first?: string;
  readonly last?: string;
  readonly bulk: readonly FoundBulk[];
  /** Namespaces that its entries name, and whether any has sparse values; only when they were asked for. */
  readonly namespaces?: readonly string[];
  readonly sparse?: boolean;
}

/** A bulk entry and where it stands. */
export interface FoundBulk extends Place {
  readonly w: string;
  readonly ns: string;
  readonly stamp: string;
}

/**
 * Counts the entries of a chunk and finds its bulk entries. Only segments that may hold one, or that reach the watermark,
 * are read line by line, unless the namespaces are asked for.
 *
 * @throws LOG_BROKEN for what was read and can't be trusted; what is applied is checked again, all of it
 */
export async function inventoryOf(reading: ChunkReading, chunk: Chunk, namespaces: boolean): Promise<Inventory> {
  const bulk: FoundBulk[] = [];
  const named = new Set<string>();
  const sum = { entries: 0, bytes: 0, segments: 0, torn: 0 };
  const growing = new Growing(chunk.behind);
  let first: string | undefined;
  let sparse = false;
  for await (const { number, body } of bodiesOf(reading.store, chunk)) {
    const looked = lookInto(reading, chunk, { number, body }, growing, namespaces);
    sum.segments += 1;
    sum.bytes += body.byteLength;
    sum.torn += looked.torn ? 1 : 0;
    sum.entries += looked.entries;
    first ??= looked.first;
    bulk.push(...looked.bulk);
    for (const namespace of looked.namespaces) named.add(namespace);
    sparse ||= looked.sparse;
  }
  return {
    ...{ w: chunk.w, from: chunk.from, ...sum },
    ...(first === undefined ? {} : { first, last: growing.last }),
    bulk,
    ...(namespaces ? { namespaces: [...named], sparse } : {}),
  };
}

interface Look {
  readonly entries: number;
  readonly torn: boolean;
  readonly first?: string | undefined;
  readonly bulk: readonly FoundBulk[];
  readonly namespaces: Iterable<string>;
  readonly sparse: boolean;
}

function lookInto(
  { watermark }: ChunkReading,
  { w, from }: Chunk,
  { number, body }: SegmentBody,
  growing: Growing,
  namespaces: boolean,
): Look {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const skipped = number === from.segment ? from.line : 0;
  const ends = namespaces || skipped > 0 || mayHoldBulk(bytes) ? undefined : endsOf(w, number, bytes);
  if (ends !== undefined && ends.last.t < watermark && growing.passes(stampOf(ends.first))) {
    growing.passes(stampOf(ends.last));
    const { count, first } = ends;
    return {
      ...{ entries: count, torn: false, first: stampOf(first) },
      ...{ bulk: [], namespaces: [], sparse: false },
    };
  }
  const { entries, torn } = parseSegment(w, number, body);
  const wanted = entries.flatMap((entry, line) => {
    const stamp = stampOf(entry);
    return line >= skipped && entry.t < watermark && growing.passes(stamp) ? [{ entry, line, stamp }] : [];
  });
  const bulk = wanted.flatMap(({ entry, line, stamp }) =>
    isBulk(entry) ? [{ w, ns: entry.ns, segment: number, line, stamp }] : [],
  );
  return {
    ...{ entries: wanted.length, torn, first: wanted[0]?.stamp, bulk },
    namespaces: new Set(wanted.map(({ entry }) => entry.ns)),
    sparse: wanted.some(({ entry }) => "sparse" in entry),
  };
}

function mayHoldBulk(bytes: Buffer): boolean {
  return BULK_OPS.some((op) => bytes.includes(op));
}

/** How many lines a whole segment has, and its first and last entry; undefined when all of it must be looked at. */
function endsOf(w: string, number: number, bytes: Buffer) {
  if (bytes.at(-1) !== LINE_FEED) return undefined;
  const lastStart = bytes.lastIndexOf(LINE_FEED, -2) + 1;
  const one = parseSegment(w, number, bytes.subarray(0, bytes.indexOf(LINE_FEED) + 1)).entries[0];
  const other = parseSegment(w, number, bytes.subarray(lastStart)).entries[0];
  if (one === undefined || other === undefined) return undefined;
  return { count: linesIn(bytes), first: one, last: other };
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

function gone(w: string, number: number): PodshiftError {
  const path = segmentPath(w, number);
  return new PodshiftError("LOG_BROKEN", `${path} is not in the write log's store`, {
    facts: { path },
    next: "nothing may be removed from a log that is being caught up; begin the job anew",
  });
}

/**
 * The entries of one segment that count, with their stamps: behind the chunk's beginning, below the watermark, and no copies.
 *
 * @param growing of the chunk, whose segments come in order
 */
export function entriesOf(
  { watermark }: ChunkReading,
  chunk: Chunk,
  { number, body }: SegmentBody,
  growing: Growing,
): (Placed & { readonly stamp: string })[] {
  const { entries } = parseSegment(chunk.w, number, body);
  const first = number === chunk.from.segment ? chunk.from.line : 0;
  return entries.flatMap((entry, line) => {
    const stamp = stampOf(entry);
    if (line < first || entry.t >= watermark || !growing.passes(stamp)) return [];
    return [{ entry, place: { segment: number, line }, stamp }];
  });
}

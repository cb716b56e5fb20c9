import { crc32 } from "node:zlib";
import { PodshiftError } from "../../errors";
import { isBulk, type LoggedMetadata, type LoggedSparse } from "../../writeLog/entry";
import { type Change, changeBy } from "../fold/folded";
import type { Placed } from "../fold/foldPosition";
import type { Resolutions } from "../fold/resolutions";
import { bodiesOf, type Chunk, type ChunkReading, entriesOf, Growing } from "./chunks";

export interface ChangesReading extends ChunkReading {
  readonly resolutions: Pick<Resolutions, "find">;
  /** Only entries whose stamp is not below it. */
  readonly after?: string | undefined;
  /** Only entries whose stamp is below it. */
  readonly before?: string | undefined;
  /** Leaves bulk entries out of which nothing was kept: for who wants only namespaces that have none. */
  readonly withoutUnresolved?: boolean | undefined;
}

/** Lines that are handed on together. */
const LINES = 1_000;
/** In place of what a change leaves as it is. */
const ABSENT = "\\N";
/** Between a key and its value, and between these pairs: no JSON text holds them, it escapes them. */
const AFTER_KEY = "\u0002";
const BETWEEN = "\u0001";

/**
 * The changes of a chunk's records as texts of whole lines, for a fold by an engine that knows nothing of the log's format.
 * One line a change, fields by tabs, `\N` for what is absent:
 *
 * hash (crc32 of namespace, NUL and id as UTF-8), namespace and id (JSON texts), stamp, `set` | `patch` | `delete`,
 * values (base64), sparse (JSON text), metadata (`"key"`, U+0002, value as JSON text; these by U+0001).
 *
 * Numbers and texts come through as they are in the log, none is read as a number. What a bulk entry touched is taken from
 * what was kept of it.
 *
 * @throws LOG_BROKEN, also for a bulk entry of which nothing was kept
 */
export async function* changesOf(reading: ChangesReading, chunk: Chunk): AsyncGenerator<string> {
  const { after = "", before } = reading;
  let lines: string[] = [];
  const growing = new Growing(chunk.behind);
  for await (const segment of bodiesOf(reading.store, chunk)) {
    for (const { stamp, ...placed } of entriesOf(reading, chunk, segment, growing)) {
      if (stamp < after || (before !== undefined && stamp >= before)) continue;
      for await (const line of isBulk(placed.entry) ? bulkLines(reading, placed, stamp) : linesOf(placed, stamp)) {
        lines.push(line);
        if (lines.length < LINES) continue;
        yield lines.join("");
        lines = [];
      }
    }
  }
  if (lines.length > 0) yield lines.join("");
}

function linesOf({ entry }: Placed, stamp: string): readonly string[] {
  switch (entry.op) {
    case "upsert":
    case "update":
      return [lineOf(entry.ns, entry.id, stamp, entry)];
    case "delete":
      return entry.ids.map((id) => lineOf(entry.ns, id, stamp, { op: "delete" }));
    default:
      throw new TypeError(`${entry.op} names no records`);
  }
}

async function* bulkLines({ resolutions, withoutUnresolved }: ChangesReading, { entry, place }: Placed, stamp: string) {
  if (!isBulk(entry)) return;
  const pages = await resolutions.find(entry.w, place);
  if (pages === undefined) {
    if (withoutUnresolved) return;
    throw new PodshiftError("LOG_BROKEN", "it is not known which records a bulk write of the log touched", {
      facts: { writer: entry.w, segment: place.segment, line: place.line },
      next: "the folder `resolved` of the write log must be kept; copy anew from `phase: capture`",
    });
  }
  for await (const page of pages) for (const id of page) yield lineOf(entry.ns, id, stamp, changeBy(entry, id));
}

const KINDS = { upsert: "set", update: "patch", delete: "delete" } as const;

function lineOf(ns: string, id: string, stamp: string, change: Change): string {
  const { values, sparse, md } = change.op === "delete" ? {} : change;
  const fields = [
    crc32(`${ns}\u0000${id}`),
    ...[JSON.stringify(ns), JSON.stringify(id), stamp, KINDS[change.op]],
    values === undefined ? ABSENT : base64Of(values),
    sparse === undefined ? ABSENT : sparseText(sparse),
    md === undefined ? ABSENT : metadataText(md),
  ];
  return `${fields.join("\t")}\n`;
}

function base64Of(values: readonly number[] | Float32Array): string {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString("base64");
}

function sparseText({ indices, values }: LoggedSparse): string {
  return JSON.stringify({ indices, values: base64Of(values) });
}

function metadataText(md: LoggedMetadata): string {
  return Object.entries(md)
    .map(([key, value]) => `${JSON.stringify(key)}${AFTER_KEY}${JSON.stringify(value)}`)
    .join(BETWEEN);
}

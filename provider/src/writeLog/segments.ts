import { PodshiftError } from "../errors";
import { decodeLine, encodeSeal, isSeal, type Seal } from "./encoding";
import type { Entry } from "./entry";
import type { LogStore } from "./store";

/** One immutable file of the log: what one writer made durable in one step. */
export interface Segment {
  readonly w: string;
  readonly number: number;
  readonly entries: readonly Entry[];
  /** True for the seal behind a writer's last segment. */
  readonly sealed: boolean;
  /** True when its last line was torn off: a crash in the middle of the write. */
  readonly torn: boolean;
  readonly bytes: number;
}

/**
 * Reads one segment; undefined when it doesn't exist (yet).
 *
 * @throws LOG_BROKEN naming file and line
 */
export async function readSegment(store: LogStore, w: string, number: number): Promise<Segment | undefined> {
  const body = await store.get(segmentPath(w, number));
  return body === undefined ? undefined : parseSegment(w, number, body);
}

/**
 * A line that was torn off at the very end is cut off; anything else that is wrong is an error. A last line that is whole
 * but for its line feed counts; one whose line feed became another byte is damage, not a torn line.
 */
export function parseSegment(w: string, number: number, body: Uint8Array): Segment {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const lines = bytes.toString("utf8").split("\n");
  const tail = lines.pop() ?? "";
  const entries: Entry[] = [];
  let sealed = false;
  const keep = (read: Entry | Seal) => {
    if (isSeal(read)) sealed = true;
    else entries.push(read);
  };
  lines.forEach((line, at) => {
    keep(decoded(line, w, number, at));
  });
  if (isWhole(tail)) keep(decodeLine(tail));
  else if (isWhole(bytes.subarray(bytes.lastIndexOf(LINE_FEED) + 1, -1).toString("utf8"))) {
    throw brokenAt(w, number, lines.length, "its line feed became another byte");
  }
  return { w, number, entries, sealed, torn: tail !== "", bytes: body.byteLength };
}

/** Creates the seal as a writer's next segment. Answers false when the writer, or another seal, was there first. */
export function createSeal(store: LogStore, w: string, number: number): Promise<boolean> {
  return store.create(segmentPath(w, number), Buffer.from(`${encodeSeal(w)}\n`, "utf8"));
}

export function segmentPath(w: string, number: number): string {
  return `segments/${w}/${String(number).padStart(12, "0")}.jsonl`;
}

/** Every line of a segment that can't be trusted, from 1. */
export function brokenLines(body: Uint8Array): { readonly line: number; readonly why: string }[] {
  const lines = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8").split("\n");
  const tail = lines.pop() ?? "";
  const broken = lines.flatMap((line, at) => {
    const why = whyBroken(line);
    return why === undefined ? [] : [{ line: at + 1, why }];
  });
  return tail === "" || isWhole(tail) ? broken : [...broken, { line: lines.length + 1, why: "its end is broken" }];
}

const LINE_FEED = 10;

function isWhole(line: string): boolean {
  return whyBroken(line) === undefined;
}

function whyBroken(line: string): string | undefined {
  try {
    decodeLine(line);
    return undefined;
  } catch (error) {
    return error instanceof PodshiftError ? String(error.facts.why) : "it is no JSON";
  }
}

function decoded(line: string, w: string, number: number, at: number): Entry | Seal {
  try {
    return decodeLine(line);
  } catch (error) {
    throw brokenAt(w, number, at, error instanceof PodshiftError ? error.summary : "it is no JSON", error);
  }
}

/** @param at the line, from 0 */
function brokenAt(w: string, number: number, at: number, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("LOG_BROKEN", `${segmentPath(w, number)}, line ${at + 1}: ${why}`, {
    facts: { writer: w, segment: number, line: at + 1 },
    next: "`podshift log check` lists every such place; copy anew from `phase: capture`",
    cause,
  });
}

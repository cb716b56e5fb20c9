import type { WriteMode } from "../../../provider/src/writeLog/control";
import { type Allowed, allowedInOrder, touching } from "../load/allowed";
import type { Attempt } from "../load/journal";
import { baseContent, type Lane, placesOf, STEADY } from "../load/lanes";
import { type Content, contentKey } from "../load/operation";
import type { Asked } from "./readJournal";
import type { Serving } from "./servings";

/** One read through a proxy; times in milliseconds since 1970, by the clock of the writers' journals. */
export interface ReadSeen {
  readonly proxy: number;
  readonly by: "rest" | "grpc";
  readonly asked: number;
  readonly answered: number;
  readonly ns: string;
  readonly ids: readonly string[];
  /** Absent ids are absent here; undefined when it failed. */
  readonly found?: ReadonlyMap<string, Content> | undefined;
  readonly error?: string | undefined;
}

/** A time in which a proxy was not there: from before its kill until it said that it is ready. */
export interface Down {
  readonly proxy: number;
  readonly from: number;
  readonly to: number;
}

export interface ReadCase {
  readonly writes: WriteMode;
  /** Of kinds whose records one lane alone writes. */
  readonly lanes: readonly Lane[];
  readonly attempts: readonly Attempt[];
  readonly servings: readonly Serving[];
  readonly downs: readonly Down[];
  readonly reads: readonly ReadSeen[];
  /** Milliseconds after which an index shows what was written to it, and some for the machine. */
  readonly freshMs: number;
}

export interface ReadVerdict {
  /** Records in answers. */
  readonly records: number;
  /** Those of which no write was under way, so that one content alone was right. */
  readonly settled: number;
  /** Reads that failed while their proxy was down. */
  readonly whileDown: number;
  /** Answers that may not be, and failures of a proxy that was there. */
  readonly wrong: readonly string[];
}

/** "Reads follow within a second" (docs/capture.md): so long after a switch a proxy may still ask the index before it. */
const FOLLOW_MS = 1_000;
/** By which a file's times are off: the kernel's tick. */
const COARSE_MS = 10;
/** What the clients call a connection that can't be had, or is lost: undici's, grpc-js's. */
const LOST = new Set(["PineconeConnectionError", "grpc 14", "ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET", "EPIPE"]);

/** From when on everything acknowledged must show, and until when what is asked may show. */
interface Span {
  readonly settled: number;
  readonly upTo: number;
}

/** Compares every answer with what the writers were told, and with what each of the two indexes can have held then. */
export function judgeReads(judged: ReadCase): ReadVerdict {
  const { reads, downs } = judged;
  const histories = historiesOf(judged);
  const failed = reads.filter(({ found }) => found === undefined);
  const isExcused = ({ proxy, asked, answered, error = "" }: ReadSeen) =>
    LOST.has(error) && downs.some((down) => down.proxy === proxy && answered >= down.from && asked <= down.to);
  const unexcused = failed.filter((read) => !isExcused(read));
  const wrong = unexcused.map(({ proxy, by, error, answered }) => `p${proxy} ${by} failed: ${error} at ${answered}`);
  const counts = { records: 0, settled: 0 };
  for (const read of reads) {
    if (read.found === undefined) continue;
    const spans = spansOf(judged, read);
    for (const id of read.ids) {
      const allowed = allowedWithin(histories, read.ns, id, spans);
      const content = read.found.get(id);
      counts.records += 1;
      if (allowed.size === 1) counts.settled += 1;
      if (!allowed.has(contentKey(content))) wrong.push(wrongOf(read, id, content, allowed));
    }
  }
  return { ...counts, whileDown: failed.length - unexcused.length, wrong };
}

/** Requests of readers, by which index they came to. */
export interface Followed {
  /** Those that came to an index that surely didn't serve, and had not served a second before. */
  readonly wrong: readonly Asked[];
  /** Milliseconds after a switch at which the index before it was asked last. */
  readonly longestMs: number;
}

/** Compares which index was asked with which one served. */
export function judgeAsked(asked: readonly Asked[], servings: readonly Serving[]): Followed {
  const since = (each: Asked) =>
    Math.min(...servings.map((serving, at) => notServingMs(each, serving, servings[at + 1])));
  const late = asked.map((each) => ({ each, ms: since(each) }));
  const wrong = late.filter(({ ms }) => ms > FOLLOW_MS).map(({ each }) => each);
  return { wrong, longestMs: Math.max(0, ...late.map(({ ms }) => ms).filter((ms) => ms <= FOLLOW_MS)) };
}

/** Milliseconds since the asked index stopped to serve; endless for one that had not begun to, or was the other one. */
function notServingMs({ at, index }: Asked, { active, from }: Serving, next: Serving | undefined): number {
  if (index !== active || at < from - COARSE_MS) return Number.POSITIVE_INFINITY;
  return next === undefined ? 0 : Math.max(0, at - next.surelyFrom);
}

/** The attempts that may have touched each record, in the order of its lane. */
type Histories = ReadonlyMap<string, readonly Attempt[]>;

function historiesOf({ lanes, attempts }: ReadCase): Histories {
  const histories = new Map<string, readonly Attempt[]>();
  for (const { ns, ids } of [STEADY]) for (const id of ids) histories.set(keyOf(ns, id), []);
  for (const lane of lanes) {
    const own = attempts.filter((attempt) => attempt.lane === lane.name);
    for (const { ns, ids } of placesOf(lane)) for (const id of ids) histories.set(keyOf(ns, id), touching(own, ns, id));
  }
  return histories;
}

/** One for each index that the read may have been answered by. */
function spansOf({ writes, servings, freshMs }: ReadCase, { asked, answered }: ReadSeen): Span[] {
  return servings.flatMap((serving, at): Span[] => {
    const next = servings[at + 1];
    const ended = next === undefined ? Number.POSITIVE_INFINITY : next.surelyFrom;
    if (answered < serving.from || asked > ended + FOLLOW_MS) return [];
    // What the last round brought may not show for a moment, and nobody says how old it is.
    const isNew = asked < serving.surelyFrom + freshMs;
    const logOnly = writes === "deferred" && serving.active === "pod";
    const lastWrite = logOnly ? serving.fencedAt : next !== undefined && asked > next.from ? next.fencedAt : asked;
    const settled = isNew ? Number.NEGATIVE_INFINITY : lastWrite - freshMs;
    return [{ settled, upTo: logOnly ? serving.surelyFrom : Math.min(answered, ended) }];
  });
}

function allowedWithin(histories: Histories, ns: string, id: string, spans: readonly Span[]): Allowed {
  const attempts = histories.get(keyOf(ns, id));
  if (attempts === undefined) throw new Error(`nobody knows who writes ${ns}/${id}`);
  const base = baseContent(ns, id);
  const states = new Map<string, Content | undefined>();
  for (const { settled, upTo } of spans) {
    const first = attempts.findIndex(({ answered }) => answered === undefined || answered > settled);
    const from = first < 0 ? attempts.length : first;
    const later = attempts.slice(from).findIndex(({ asked }) => asked > upTo);
    const to = later < 0 ? attempts.length : from + later;
    for (let end = from; end <= to; end += 1) {
      for (const [key, content] of allowedInOrder(base, attempts.slice(0, end), id)) states.set(key, content);
    }
  }
  return states;
}

function wrongOf({ proxy, by, asked, ns }: ReadSeen, id: string, content: Content | undefined, allowed: Allowed) {
  const may = [...allowed.keys()].join(" or ");
  return `p${proxy} ${by} at ${asked}: ${ns}/${id} was ${contentKey(content)}, and may be ${may}`;
}

function keyOf(ns: string, id: string): string {
  return `${ns}\n${id}`;
}

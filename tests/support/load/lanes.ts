import { type Content, type Operation, valuesOf } from "./operation";
import { Seeded } from "./seeded";

/**
 * A lane is one thread of an application: it writes one thing after the other. Each record is written by one lane only, so
 * that its own journal orders everything; the records of `shared` lanes are written by all of them.
 */
export interface Lane {
  /** Unique among all writers. */
  readonly name: string;
  readonly kind: "records" | "bulk" | "shared";
  /** Records that it writes to: the fewer, the more often is each overwritten. */
  readonly ids: number;
}

export interface Place {
  readonly ns: string;
  readonly ids: readonly string[];
}

export const GROUPS = ["g0", "g1", "g2"];
/** Records that nobody writes: readers must find them whenever they look. */
export const STEADY: Place = { ns: "", ids: range("steady", 5) };
/** One of so many operations of a bulk lane is a deleteAll, and a delete by filter. */
const DELETE_ALL = 60;
const DELETE_BY_FILTER = 8;

export function lanesOf(writer: string, lanes: number, ids: number): Lane[] {
  const own = Array.from({ length: lanes }, (_, n): Lane => ({ name: `${writer}.${n}`, kind: "records", ids }));
  return [...own, { name: `${writer}.bulk`, kind: "bulk", ids }, { name: `${writer}.shared`, kind: "shared", ids }];
}

/** The places that a lane writes to: the last one of a bulk lane is small, and emptied whole. */
export function placesOf({ name, kind, ids: count }: Lane): readonly [Place, ...Place[]] {
  if (kind === "shared") return [{ ns: "", ids: range("shared", count) }];
  if (kind === "records") return [{ ns: "", ids: range(name, count) }];
  return [
    { ns: name, ids: range("b", count) },
    { ns: `${name}.small`, ids: range("s", 3) },
  ];
}

/** What a record is before anybody writes: every second one is there. */
export function baseContent(ns: string, id: string): Content | undefined {
  const number = Number(/(\d+)$/.exec(id)?.[1] ?? 0);
  if (id.startsWith("steady")) return contentOf("base", number, "g0");
  if (number % 2 === 1) return undefined;
  return contentOf("base", number + ns.length, GROUPS[number % GROUPS.length] ?? "g0");
}

/** The operations of one lane, one after the other, as the seed has them. */
export class LaneOperations {
  readonly #random: Seeded;

  constructor(
    readonly lane: Lane,
    seed: number,
    /** Of the last operation: goes on where an earlier process was killed. */
    public version: number,
    /** False: no delete by filter and no deleteAll. */
    readonly bulk: boolean,
  ) {
    this.#random = new Seeded(hash(`${seed}/${lane.name}/${version}`));
  }

  next(): Operation {
    this.version += 1;
    const places = placesOf(this.lane);
    const small = places.at(-1) as Place;
    if (this.lane.kind === "bulk" && this.bulk) {
      if (this.#random.below(DELETE_ALL) === 0) return { op: "deleteAll", ns: small.ns };
      const { ns } = places[0];
      if (this.#random.below(DELETE_BY_FILTER) === 0) {
        return { op: "deleteByFilter", ns, group: this.#random.pick(GROUPS) };
      }
    }
    return this.#onRecords(this.#random.pick(places));
  }

  #onRecords({ ns, ids }: Place): Operation {
    const random = this.#random;
    const shared = this.lane.kind === "shared";
    const chance = random.next();
    if (chance < 0.2) return { op: "delete", ns, ids: random.some(ids, 2) };
    // Updates hang on what was there before: with several writers nobody could say what they make.
    if (chance < 0.5 && !shared) return this.#update(ns, random.pick(ids));
    const written = chance < 0.8 ? [random.pick(ids)] : random.some(ids, 4);
    return { op: "upsert", ns, records: written.map((id) => ({ id, ...this.#content() })) };
  }

  #update(ns: string, id: string): Operation {
    const { values, metadata } = this.#content();
    return this.#random.below(2) === 0
      ? { op: "update", ns, id, metadata: { note: this.version, group: metadata.group ?? "g0" } }
      : { op: "update", ns, id, values };
  }

  #content(): Content {
    return contentOf(this.lane.name, this.version, this.#random.pick(GROUPS));
  }
}

function contentOf(w: string, seq: number, group: string): Content {
  return { values: valuesOf((hash(w) % 1_000) + seq), metadata: { w, seq, group } };
}

function range(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${name}-${n}`);
}

function hash(text: string): number {
  let sum = 2_166_136_261;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16_777_619);
  return sum >>> 0;
}

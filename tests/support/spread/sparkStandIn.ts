import { crc32 } from "node:zlib";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { parseSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import { getJson, type LogStore } from "../../../provider/src/writeLog/store";

/** Where an entry stands. */
export interface At {
  readonly w: string;
  readonly segment: number;
  readonly line: number;
}

/** What of the leader's plan a fold needs. */
export interface PlanSaid {
  readonly job: string;
  readonly run: string;
  readonly watermark: number;
  readonly parts: number;
  readonly segments: readonly {
    readonly w: string;
    readonly from: { readonly segment: number; readonly line: number };
    readonly end: number;
  }[];
}

type Content = { values?: string; sparse?: object; md?: Record<string, unknown> };
type Said = { kind: "delete" } | ({ kind: "set" | "patch" } & Content);
export type Placed = { readonly at: At; readonly entry: Entry };

/**
 * What Spark does, in a few lines that share nothing with the engine's own fold: reads the planned segments, sorts all
 * entries, folds a range of them, and splits the result into sorted parts.
 */
export class SparkStandIn {
  private constructor(
    readonly store: LogStore,
    readonly plan: PlanSaid,
    /** All entries of the plan, in the one order. */
    readonly entries: readonly Placed[],
  ) {}

  static async read(store: LogStore, plan: PlanSaid): Promise<SparkStandIn> {
    const all: Placed[] = [];
    for (const { w, from, end } of plan.segments) {
      for (let segment = from.segment; segment < end; segment += 1) {
        const body = await store.get(segmentPath(w, segment));
        if (body === undefined) throw new Error(`planned segment ${segment} of ${w} is not there`);
        parseSegment(w, segment, body).entries.forEach((entry, line) => {
          const isBefore = segment === from.segment && line < from.line;
          if (!isBefore && entry.t < plan.watermark) all.push({ at: { w, segment, line }, entry });
        });
      }
    }
    all.sort(({ entry: a }, { entry: b }) => a.t - b.t || a.n - b.n || (a.w < b.w ? -1 : a.w > b.w ? 1 : 0));
    return new SparkStandIn(store, plan, all);
  }

  /** Places of all bulk entries, in order. */
  get bulk(): At[] {
    return this.entries.filter(({ entry }) => !["upsert", "update", "delete"].includes(entry.op)).map(({ at }) => at);
  }

  /** The lines of each part of the entries from one place (inclusive) to another (exclusive). */
  async parts(from: At | null, until: At | null): Promise<string[][]> {
    const begin = from === null ? 0 : this.#indexOf(from);
    const end = until === null ? this.entries.length : this.#indexOf(until);
    const said = new Map<string, Map<string, Said>>();
    const change = (ns: string, id: string, over: (before: Said | undefined) => Said) => {
      const known = said.get(ns) ?? new Map<string, Said>();
      said.set(ns, known.set(id, over(known.get(id))));
    };
    for (const placed of this.entries.slice(begin, end)) {
      const { entry } = placed;
      if (entry.op === "upsert") change(entry.ns, entry.id, () => ({ kind: "set", ...contentOf(entry) }));
      else if (entry.op === "update") change(entry.ns, entry.id, (before) => merged(before, contentOf(entry)));
      else {
        const ids = entry.op === "delete" ? entry.ids : await this.#resolved(placed.at);
        for (const id of ids) {
          change(entry.ns, id, (before) =>
            entry.op === "updateByFilter" ? merged(before, { md: { ...entry.md } }) : { kind: "delete" },
          );
        }
      }
    }
    return this.#split(said);
  }

  #split(said: ReadonlyMap<string, ReadonlyMap<string, Said>>): string[][] {
    const parts = Array.from({ length: this.plan.parts }, (): { key: [string, string]; line: string }[] => []);
    for (const [ns, records] of said) {
      for (const [id, each] of records) {
        const part = crc32(Buffer.from(`${ns}\0${id}`, "utf8")) % this.plan.parts;
        parts[part]?.push({ key: [ns, id], line: JSON.stringify({ ns, id, ...each }) });
      }
    }
    return parts.map((part) =>
      part
        .sort((a, b) => bytes(a.key[0], b.key[0]) || bytes(a.key[1], b.key[1]))
        .map(({ line }) => line)
        .concat(JSON.stringify({ end: true, records: part.length })),
    );
  }

  #indexOf({ w, segment, line }: At): number {
    const found = this.entries.findIndex(({ at }) => at.w === w && at.segment === segment && at.line === line);
    if (found === -1) throw new Error(`no entry ${line} of segment ${segment} of ${w} in the plan`);
    return found;
  }

  async #resolved({ w, segment, line }: At): Promise<string[]> {
    const path = `resolved/${w}-${segment}-${line}.json`;
    const found = await getJson<{ ids?: string[]; parts?: string[] }>(this.store, path);
    if (found === undefined) throw new Error(`${path} was not kept`);
    const parts = await Promise.all((found.parts ?? []).map((part) => getJson<string[]>(this.store, part)));
    return [...(found.ids ?? []), ...parts.flatMap((part) => part ?? [])];
  }
}

function contentOf(entry: Extract<Entry, { op: "upsert" | "update" }>): Content {
  const floats = (values: Iterable<number>) => Buffer.from(Float32Array.from(values).buffer).toString("base64");
  return {
    ...(entry.values === undefined ? {} : { values: floats(entry.values) }),
    ...(entry.sparse === undefined
      ? {}
      : { sparse: { indices: entry.sparse.indices, values: floats(entry.sparse.values) } }),
    ...(entry.md === undefined ? {} : { md: { ...entry.md } }),
  };
}

function merged(before: Said | undefined, over: Content): Said {
  if (before === undefined) return { kind: "patch", ...over };
  if (before.kind === "delete") return before;
  const md = over.md === undefined ? before.md : { ...before.md, ...over.md };
  return { ...before, ...over, ...(md === undefined ? {} : { md }) };
}

function bytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b)));
}

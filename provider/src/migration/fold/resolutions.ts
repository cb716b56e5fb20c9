import { PodshiftError } from "../../errors";
import { getJson, type LogStore, toJson } from "../../writeLog/store";
import type { Place } from "./foldPosition";

/**
 * What a bulk entry was turned into, kept in the log's store: `resolved/<w>-<segment>-<line>.json`. The ids are in it, or
 * in parts that it names when they are many.
 */
interface Resolution {
  readonly v: 1;
  readonly ids?: readonly string[];
  readonly parts?: readonly string[];
  /** Why it touches none: the service refuses its filter. */
  readonly refused?: string;
}

/** The ids that were kept, page by page. */
export interface KeptIds extends AsyncIterable<readonly string[]> {
  readonly refused?: string;
}

/** Ids in one file. */
const PART_IDS = 50_000;

/**
 * Which records each bulk entry touched: asked once, kept before its first effect, and never asked again. Whoever comes
 * later (a second run, parity) must use what was found the first time: the index is not as it was.
 */
export class Resolutions {
  /** @param nonce makes names that no run used before */
  constructor(
    readonly store: LogStore,
    readonly nonce: () => string,
  ) {}

  /** The ids that were kept for the entry; undefined when none were. */
  async find(writer: string, place: Place): Promise<KeptIds | undefined> {
    const found = await getJson<Resolution>(this.store, resolutionPath(writer, place));
    return found === undefined ? undefined : this.#kept(found);
  }

  /**
   * Keeps what is found now, unless somebody kept it before; answers what holds.
   *
   * @param refused why it is nothing, where the filter was refused
   */
  async keep(writer: string, place: Place, ids: AsyncIterable<readonly string[]>, refused?: string): Promise<KeptIds> {
    const path = resolutionPath(writer, place);
    // Who else keeps the same entry at the same time must not write into these parts.
    const name = `resolved-parts/${nameOf(writer, place)}-${this.nonce()}`;
    const parts: string[] = [];
    const part: string[] = [];
    for await (const page of ids) {
      for (const id of page) part.push(id);
      if (part.length >= PART_IDS) parts.push(await this.#putPart(`${name}-${parts.length}.json`, part.splice(0)));
    }
    if (parts.length > 0 && part.length > 0) parts.push(await this.#putPart(`${name}-${parts.length}.json`, part));
    const why = refused === undefined ? {} : { refused };
    const wanted: Resolution = parts.length > 0 ? { v: 1, parts } : { v: 1, ids: part, ...why };
    await this.store.create(path, toJson(wanted));
    const kept = await getJson<Resolution>(this.store, path);
    if (kept === undefined) throw gone(path);
    return this.#kept(kept);
  }

  #kept(resolution: Resolution): KeptIds {
    const { refused } = resolution;
    const why = refused === undefined ? {} : { refused };
    return { ...why, [Symbol.asyncIterator]: () => this.#pages(resolution) };
  }

  async #putPart(path: string, ids: readonly string[]): Promise<string> {
    await this.store.put(path, toJson(ids));
    return path;
  }

  async *#pages({ ids = [], parts = [] }: Resolution): AsyncGenerator<readonly string[]> {
    if (ids.length > 0) yield ids;
    for (const path of parts) {
      const part = await getJson<readonly string[]>(this.store, path);
      if (part === undefined) throw gone(path);
      yield part;
    }
  }
}

function nameOf(writer: string, { segment, line }: Place): string {
  return `${writer}-${segment}-${line}`;
}

/** Where the resolution of a writer's bulk entry is kept. */
export function resolutionPath(writer: string, place: Place): string {
  return `resolved/${nameOf(writer, place)}.json`;
}

function gone(path: string): PodshiftError {
  return new PodshiftError("LOG_BROKEN", `${path} is not in the write log's store`, {
    facts: { path },
    next: "it says which records a bulk write touched and can't be found again; copy anew from `phase: capture`",
  });
}

import { type BulkEntry, isBulk } from "../../writeLog/entry";
import { readSegment, segmentPath } from "../../writeLog/segments";
import type { LogStore } from "../../writeLog/store";
import type { Place } from "../fold/foldPosition";
import { type KeptIds, Resolutions, resolutionPath } from "../fold/resolutions";
import { formatRefused, type RefusedBulk, refusedBulk, resolveBulk } from "../fold/resolveBulk";
import type { FoldAsks } from "../ways/foldTarget";
import type { EntryPlace } from "./job";
import { incomplete } from "./ranges";
import { inTurns } from "./results";

export interface BulkEntriesDeps {
  readonly store: LogStore;
  readonly asks: Pick<FoldAsks, "idsByFilter" | "listIds">;
  readonly nonce: () => string;
  progress(text: string): void;
}

/** A bulk entry, and where its ids are kept. */
export type KeptEntry = EntryPlace & { readonly path: string };

/** The bulk entries of a job: their ids as they are kept, and those of which the filters were refused. */
export class BulkEntries {
  readonly #resolutions: Resolutions;
  /** Of the bulk entries that were asked for: a driver that goes on asks for all that are kept, too. */
  readonly #refused = new Map<string, RefusedBulk>();

  /** @param watermark of the job: an entry that isn't below it is none of the job's */
  constructor(
    readonly deps: BulkEntriesDeps,
    readonly watermark: number,
  ) {
    this.#resolutions = new Resolutions(deps.store, deps.nonce);
  }

  get refused(): readonly RefusedBulk[] {
    return [...this.#refused.values()];
  }

  /** Those of them whose ids are kept. */
  async kept(entries: readonly EntryPlace[]): Promise<KeptEntry[]> {
    const found = await inTurns(entries.length, async (at) => {
      const { w, segment, line } = entries[at] as EntryPlace;
      const place = { segment, line };
      const ids = await this.#resolutions.find(w, place);
      if (ids === undefined) return undefined;
      if (ids.refused !== undefined) this.#note(await this.entryAt({ w, ...place }), place, ids);
      return { w, ...place, path: resolutionPath(w, place) };
    });
    return found.filter((each) => each !== undefined);
  }

  /** @throws SPREAD_INCOMPLETE when there is none of this job */
  async entryAt({ w, segment, line }: EntryPlace): Promise<BulkEntry> {
    const entry = (await readSegment(this.deps.store, w, segment))?.entries[line];
    if (entry !== undefined && isBulk(entry) && entry.t < this.watermark) return entry;
    throw incomplete(`${segmentPath(w, segment)}, entry ${line}, is no bulk entry of this job`, { w, segment, line });
  }

  /** Asks the index which records it touches, and keeps the answer. */
  async resolve(entry: BulkEntry, { w, segment, line }: EntryPlace): Promise<KeptEntry> {
    const { asks: target } = this.deps;
    const place = { segment, line };
    this.#note(entry, place, await resolveBulk({ target, resolutions: this.#resolutions }, entry, place));
    return { w, ...place, path: resolutionPath(w, place) };
  }

  #note(entry: BulkEntry, place: Place, ids: KeptIds): void {
    const path = resolutionPath(entry.w, place);
    const refused = refusedBulk(entry, place, ids);
    if (refused === undefined || this.#refused.has(path)) return;
    this.#refused.set(path, refused);
    this.deps.progress(`warning: ${formatRefused(refused)}`);
  }
}

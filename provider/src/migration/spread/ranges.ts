import { PodshiftError } from "../../errors";
import type { Clock } from "../../util/clock";
import { formatDuration, plural } from "../../util/format";
import { CLOCK_DRIFT } from "../../writeLog/applierLease";
import { getJson, type LogStore, toJson } from "../../writeLog/store";
import { unfinishedOf } from "./attempts";
import { type EntryPlace, sameEntry } from "./job";
import { closedPath, rangePath } from "./paths";
import { inTurns, type PartResult, resultsOf } from "./results";

/** A range of a job's entries, kept when it was begun: cut the same way however often the job is started again. */
export interface RangeFile {
  readonly v: 1;
  readonly range: number;
  /** The bulk entry that ends it and is not part of it; null: the watermark does. */
  readonly until: EntryPlace | null;
}

export interface RangesDeps {
  readonly store: LogStore;
  readonly job: string;
  readonly run: string;
  readonly parts: number;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
  /** For how long a task's view of the applier's lease may hold, and a request's effect may come, milliseconds. */
  readonly observedMs: number;
  readonly lateMs: number;
  progress(text: string): void;
}

const EXAMPLES = 10;

/**
 * The ranges of a job, one after another: the next begins only when all parts of the one before are applied, no task may
 * send for it any more, and nothing that was sent may yet take effect.
 */
export class Ranges {
  readonly #known: RangeFile[] = [];
  /** Ranges that this run has seen to be over, with what they came to. */
  readonly #over = new Map<number, readonly PartResult[]>();

  private constructor(readonly deps: RangesDeps) {}

  static async of(deps: RangesDeps): Promise<Ranges> {
    const ranges = new Ranges(deps);
    for (let range = 0; ; range += 1) {
      const found = await getJson<RangeFile>(deps.store, rangePath(deps.job, range));
      if (found === undefined) return ranges;
      ranges.#known.push(found);
    }
  }

  /** Those that were begun, in order. */
  get known(): readonly RangeFile[] {
    return this.#known;
  }

  get last(): RangeFile | undefined {
    return this.#known.at(-1);
  }

  /** True when no task of this run may be under way: none was let to begin, or the last range is over. */
  get isQuiet(): boolean {
    const { last } = this;
    return last === undefined || this.#over.has(last.range);
  }

  /** A range that was begun is over, or its parts that are done. */
  async standing(range: number): Promise<{ done: number[]; complete: boolean }> {
    const { store, job, parts } = this.deps;
    const found = await resultsOf(store, { job, range }, parts);
    const done = found.flatMap((result, part) => (result === undefined ? [] : [part]));
    return { done, complete: done.length === parts };
  }

  /**
   * Begins a range, or answers the one that was begun before under this number.
   *
   * @throws SPREAD_INCOMPLETE when it isn't its turn
   */
  async begin(range: number, until: EntryPlace | null): Promise<RangeFile> {
    const known = this.#known[range];
    if (known !== undefined) return known;
    if (range !== this.#known.length) throw incomplete(`range ${this.#known.length} is the next, not ${range}`);
    const before = this.last;
    if (before !== undefined) {
      if (before.until === null) throw incomplete(`range ${before.range} is the last: it goes up to the watermark`);
      await this.close(before.range);
    }
    if (before !== undefined && sameEntry(before.until, until)) throw incomplete(`range ${range} would be empty`);
    const { store, job } = this.deps;
    const path = rangePath(job, range);
    await store.create(path, toJson({ v: 1, range, until } satisfies RangeFile));
    const kept = await getJson<RangeFile>(store, path);
    if (kept === undefined) throw incomplete(`${path} could not be kept`);
    this.#known.push(kept);
    return kept;
  }

  /**
   * Resolves once all of a range is applied, and nothing that was sent for it may yet take effect. Answers what its parts
   * came to.
   *
   * @throws SPREAD_INCOMPLETE naming the parts that are missing
   */
  async close(range: number): Promise<readonly PartResult[]> {
    const known = this.#over.get(range);
    if (known !== undefined) return known;
    const { store, job, parts } = this.deps;
    const found = await resultsOf(store, { job, range }, parts);
    const results = found.filter((result) => result !== undefined);
    if (results.length < parts) throw missing(range, found);
    // From here on no task becomes or stays able to send: each looks for this after every beat it sees.
    await store.create(closedPath(job, range), toJson({ v: 1, range }));
    await this.#letLand(range);
    this.#over.set(range, results);
    return results;
  }

  /**
   * Tasks that ended in order say so. One that was killed, or is being slept, may send until the last beat that it saw runs
   * out: that was put before the range was closed. A task that registers from now on finds it closed.
   */
  async #letLand(range: number): Promise<void> {
    const { store, job, run, parts, clock, signal, observedMs, lateMs, progress } = this.deps;
    const left = await inTurns(parts, (part) => unfinishedOf(store, { job, range, part }, run));
    const open = left.filter((each) => each === "open").length;
    const late = left.filter((each) => each === "late").length;
    if (open + late === 0) return;
    const ms = (open > 0 ? observedMs * CLOCK_DRIFT : 0) + lateMs;
    progress(
      `range ${range}: waiting ${formatDuration(ms)} for late requests of tasks of ${plural(open + late, "part")} that did not end in order`,
    );
    await clock.sleep(ms, signal);
  }
}

/** It is not the turn of what was asked for. */
export function incomplete(what: string, facts: Record<string, string | number> = {}): PodshiftError {
  return new PodshiftError("SPREAD_INCOMPLETE", what, {
    facts,
    next: "apply what is missing first; what is done stays done",
  });
}

function missing(range: number, found: readonly (PartResult | undefined)[]): PodshiftError {
  const parts = found.flatMap((result, part) => (result === undefined ? [part] : []));
  const named = `${parts.slice(0, EXAMPLES).join(", ")}${parts.length > EXAMPLES ? " ..." : ""}`;
  return incomplete(
    `range ${range} is not applied: ${plural(parts.length, "part")} of ${found.length} missing: ${named}`,
    {
      range,
      missing: parts.join(","),
    },
  );
}

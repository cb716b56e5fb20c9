import { PodshiftError } from "../../errors";
import type { Clock } from "../../util/clock";
import { applierLeaseMs } from "../../writeLog/applierLease";
import type { Control, ControlRecord } from "../../writeLog/control";
import type { LogStore } from "../../writeLog/store";
import type { FoldCheckpoint } from "../fold/checkpoint";
import type { FoldAsks } from "../ways/foldTarget";
import { refuseDeadLetters } from "../ways/runningWay";
import { BulkEntries, type KeptEntry } from "./bulkEntries";
import type { Command } from "./commands";
import type { SpreadImport } from "./import";
import { type EntryPlace, type SpreadJob, sameEntry, saveJob } from "./job";
import { incomplete, type RangeFile, Ranges } from "./ranges";
import { type PartResult, totalsOf } from "./results";
import { keepRoute, type Route, routeAsKept, routedOf, routeOf } from "./route";

export interface LeaderDeps {
  readonly store: LogStore;
  readonly control: Control;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Throws APPLIER_BUSY unless the applier's lease, which this run holds for the whole job, outlasts a request. */
  mustHold(): void;
  readonly asks: Pick<FoldAsks, "fresh" | "idsByFilter" | "listIds">;
  readonly nonce: () => string;
  /** The bulk import of the job's index. */
  readonly imports: Pick<SpreadImport, "run" | "isDone" | "isQuiet">;
  /** Keeps how far the index holds the log. */
  save(checkpoint: FoldCheckpoint): Promise<void>;
  progress(text: string): void;
}

/** What a leader says, one JSON object a line; `event` names it. */
export type Said = Readonly<Record<string, unknown>> & { readonly event: string };

/**
 * Leads a distributed catch-up: knows its plan, says when a range's turn is, turns bulk entries into ids, and saves the
 * checkpoint once all is applied. Does one command at a time.
 */
export class SpreadLeader {
  readonly #bulk: BulkEntries;

  private constructor(
    readonly deps: LeaderDeps,
    readonly job: SpreadJob,
    readonly ranges: Ranges,
  ) {
    this.#bulk = new BulkEntries(deps, job.plan.watermark);
  }

  /** @param job as it is kept, led by this run */
  static async of(deps: LeaderDeps, job: SpreadJob, record: ControlRecord): Promise<SpreadLeader> {
    const ranges = await Ranges.of({
      ...deps,
      ...{ job: job.job, run: job.run, parts: job.plan.parts },
      ...{ observedMs: applierLeaseMs(record.times), lateMs: record.times.lateMs },
    });
    return new SpreadLeader(deps, job, ranges);
  }

  /** True when nothing of this run may be under way: no task, and no request for an import. */
  get isQuiet(): boolean {
    return this.ranges.isQuiet && this.deps.imports.isQuiet;
  }

  /** The first thing that is said. */
  async plan(): Promise<Said> {
    const { job, run, plan } = this.job;
    const ranges = this.ranges.known.map(async ({ range, until }) => {
      // A range that another followed is over.
      const complete = range + 1 < this.ranges.known.length || (await this.ranges.standing(range)).complete;
      return { range, until, complete };
    });
    const { watermark, parts, segments, namespaces, dimension, budgets } = plan;
    const route = await routeOf(this.deps.store, job);
    return {
      ...{ event: "plan", v: 1, job, run, watermark, parts, segments, namespaces, dimension, budgets },
      ranges: await Promise.all(ranges),
      ...{ routed: route?.namespaces ?? null, routedTo: route?.uri ?? null },
    };
  }

  /**
   * Does one command; answers what is to be said.
   *
   * @throws SPREAD_INCOMPLETE when it isn't its turn: the job may go on; anything else ends this run
   */
  async do(command: Command): Promise<Said[]> {
    this.deps.signal.throwIfAborted();
    this.deps.mustHold();
    switch (command.do) {
      case "peek":
        return [{ event: "peeked", kept: await this.#bulk.kept(command.entries) }];
      case "range":
        return [await this.#range(command.range, command.until)];
      case "resolve":
        return this.#resolve(command.entries);
      case "route":
        return [{ event: "routed", namespaces: (await this.#route(command)).namespaces }];
      case "import":
        return [await this.#import(command.uri, command.namespaces)];
      case "finish":
        return [await this.#finish(command.ranges, command.entries)];
    }
  }

  async #range(range: number, asked: EntryPlace | null): Promise<Said> {
    const before = this.ranges.last;
    if (range === this.ranges.known.length) {
      if (before !== undefined) await this.#mayFollow(before);
      if (asked !== null) await this.#bulk.entryAt(asked);
      this.deps.mustHold();
      // What was not routed by now never is: from here on parts hold its records.
      if (range === 0) await keepRoute(this.deps.store, this.job.job, { namespaces: [] });
    }
    const { until } = await this.ranges.begin(range, asked);
    const isOver = range + 1 < this.ranges.known.length;
    const { done, complete } = await this.ranges.standing(range);
    return { event: "range", range, until, done, complete: isOver || complete };
  }

  /** A range's first entry has its first effect in it: what it touches must be kept before. */
  async #mayFollow({ range, until }: RangeFile): Promise<void> {
    if (until !== null && (await this.#bulk.kept([until])).length === 0) {
      throw incomplete(`range ${range + 1} begins with a bulk entry that is not resolved yet`, { ...until });
    }
    await this.ranges.close(range);
  }

  async #resolve(entries: readonly EntryPlace[]): Promise<Said[]> {
    const said: Said[] = [];
    for (const asked of entries) {
      const [known] = await this.#bulk.kept([asked]);
      said.push({ event: "resolved", ...(known ?? (await this.#resolved(asked))) });
    }
    return said;
  }

  /** All that comes before it is applied, has landed, and shows: only then is the index asked. */
  async #resolved({ w, segment, line }: EntryPlace): Promise<KeptEntry> {
    const asked = { w, segment, line };
    const { last } = this.ranges;
    if (last === undefined || !sameEntry(last.until, asked)) {
      throw incomplete("a bulk entry is resolved when the range that it ends is applied", { ...asked });
    }
    const entry = await this.#bulk.entryAt(asked);
    // Also when a record was refused: what mends it may stand behind this entry, and the next job must get there.
    await this.ranges.close(last.range);
    const { asks, mustHold } = this.deps;
    await asks.fresh(entry.ns);
    mustHold();
    return this.#bulk.resolve(entry, asked);
  }

  /** Closes all ranges. A record that is refused ends the job, as it ends a pass. */
  async #allClosed(): Promise<readonly PartResult[]> {
    const results: PartResult[] = [];
    for (const { range } of this.ranges.known) results.push(...(await this.ranges.close(range)));
    const { refused } = totalsOf(results);
    if (refused > 0) {
      await this.#end("refused");
      this.deps.progress(`refused records: ${results.flatMap(({ dead }) => dead ?? []).join(", ")}`);
      const examples = results.flatMap((result) => result.examples);
      refuseDeadLetters(this.job.target.name, examples, refused);
    }
    return results;
  }

  async #route({ namespaces, uri, records }: Route): Promise<Route> {
    const { job, plan } = this.job;
    const kept = await routeOf(this.deps.store, job);
    if (kept !== undefined) return kept;
    const known = namespaces.find((ns) => plan.namespaces.includes(ns));
    if (known !== undefined) throw incomplete(`the index has namespace ${known}: nothing is imported into it`);
    const written = { ...(uri === undefined ? {} : { uri }), ...(records === undefined ? {} : { records }) };
    return keepRoute(this.deps.store, job, { namespaces: [...new Set(namespaces)], ...written });
  }

  async #import(uri: string, namespaces: readonly string[]): Promise<Said> {
    const { namespaces: routed, records } = await routeAsKept(this.deps.store, this.job.job, uri, namespaces);
    try {
      return { event: "imported", namespaces: routed, records: await this.deps.imports.run(uri, routed, records) };
    } catch (error) {
      if (error instanceof PodshiftError && error.code === "IMPORT_FAILED") await this.#end("refused");
      throw error;
    }
  }

  async #finish(asked: readonly { range: number; parts: number }[], entries: number): Promise<Said> {
    await this.#mustBeWhole(asked);
    const totals = totalsOf(await this.#allClosed());
    this.deps.mustHold();
    const { upto: position, stamps } = this.job.plan;
    const { refused } = this.#bulk;
    await this.deps.save({
      ...{ v: 1, log: this.job.log, position, entries: this.job.entries + entries },
      ...(stamps === undefined ? {} : { stamps }),
      ...(refused.length === 0 ? {} : { refused }),
    });
    await this.#end("finished");
    const { job, plan, target } = this.job;
    return {
      ...{ event: "finished", job, index: target.name, ranges: this.ranges.known.length, parts: plan.parts },
      ...{ entries, ...totals, watermark: plan.watermark },
    };
  }

  async #mustBeWhole(asked: readonly { range: number; parts: number }[]): Promise<void> {
    const { known, last } = this.ranges;
    const { parts, segments } = this.job.plan;
    const isAsked = known.length === asked.length && known.every(({ range }, at) => asked[at]?.range === range);
    if (!isAsked || asked.some((each) => each.parts !== parts)) {
      throw incomplete(`the job has ${known.length} ranges of ${parts} parts each, and not those that were said`);
    }
    if (last === undefined ? segments.length > 0 : last.until !== null) {
      throw incomplete("there is no range up to the watermark");
    }
    const routed = await routedOf(this.deps.store, this.job.job);
    if (routed.length > 0 && !(await this.deps.imports.isDone())) {
      throw incomplete(`the bulk import of ${routed.length} namespaces is not done`);
    }
  }

  async #end(state: "finished" | "refused"): Promise<void> {
    this.deps.mustHold();
    await saveJob(this.deps.store, { ...this.job, state });
  }
}

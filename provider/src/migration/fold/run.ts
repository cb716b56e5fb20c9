import { stopped } from "../../errors";
import type { ControlRecord } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";
import { FoldedBringer } from "./bringFolded";
import type { FoldCheckpoint, FoldCheckpoints } from "./checkpoint";
import { FOLD_START } from "./foldPosition";
import { countFrom } from "./merge";
import { type FoldPass, Pass, type PassDeps } from "./pass";
import { type WatermarkDeps, Watermarks } from "./watermark";
import { writerEnds } from "./writerEnds";

export interface FoldRunDeps extends WatermarkDeps, PassDeps {
  readonly checkpoints: FoldCheckpoints;
  /** As in the control record. */
  readonly lateMs: number;
}

/** The end of the log inside a fence, where everything is drained: the watermark is infinite. */
export interface FencedEnd {
  readonly record: ControlRecord;
  readonly end: Position;
}

/** Brings a `deferred` log to the serverless index, pass by pass (design §6). Only who holds the applier's lease may. */
export class FoldRunner {
  readonly #watermarks: Watermarks;
  readonly #bringer: FoldedBringer;
  #records = 0;

  constructor(readonly deps: FoldRunDeps) {
    this.#watermarks = new Watermarks(deps);
    this.#bringer = new FoldedBringer({
      ...{ target: deps.target, clock: deps.clock, lateMs: deps.lateMs, signal: deps.signal },
      onBrought: (records) => {
        this.#records += records;
      },
    });
  }

  /** Milliseconds for which a request of ours may yet take effect: the applier's lease is not handed back before. */
  get lateMs(): number {
    return this.#bringer.lateMs;
  }

  /**
   * One pass: all entries below the watermark since the checkpoint. Whatever ends it, a later pass, of this process or
   * another, from this checkpoint, an older one or none, leads to the same end state.
   *
   * @throws STOPPED at a safe point when the signal is aborted; LOG_BROKEN; whatever the target throws
   */
  async pass(fenced?: FencedEnd): Promise<FoldPass> {
    const { signal, clock } = this.deps;
    this.#records = 0;
    try {
      if (fenced !== undefined && this.lateMs > 0) return { kind: "unknown outcome", waitMs: this.lateMs };
      await clock.sleep(this.lateMs, signal);
      return await this.#pass(fenced);
    } catch (error) {
      throw signal?.aborted ? stopped(error) : error;
    }
  }

  async #pass(fenced: FencedEnd | undefined): Promise<FoldPass> {
    const { control, checkpoints, store } = this.deps;
    const known = fenced?.record ?? (await control.read());
    const saved = await checkpoints.load();
    const start: FoldCheckpoint =
      saved?.log === known.log ? saved : { v: 1, log: known.log, position: FOLD_START, entries: 0 };
    const none = await countFrom({ store, writers: writerEnds(known, fenced?.end), from: start.position }, 1);
    if (none === 0) return { kind: "done", entries: 0, records: 0, backlog: 0, watermark: known.floor };
    // Leases before segments: what is read from here on holds every entry below the watermark.
    const { t, record } =
      fenced === undefined ? await this.#watermarks.raise() : { t: Number.POSITIVE_INFINITY, record: known };
    return new Pass(this.deps, this.#bringer, start, fenced !== undefined, () => this.#records).run(
      t,
      writerEnds(record, fenced?.end),
    );
  }
}

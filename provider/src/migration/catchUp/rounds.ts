import { stopped } from "../../errors";
import type { ControlRecord } from "../../writeLog/control";
import { type Position, reaches } from "../../writeLog/position";
import type { LastRound, NamedIds, Way } from "../cutover/way";
import type { CatchUpProgress } from "./progress";
import { type Round, type RoundDeps, runRound } from "./round";
import { type CatchUpState, mayLandLate } from "./state";

export interface RoundsOptions {
  /** Waits until the index shows the collection it was made from; asked before the first round of all. */
  baseShown?(): Promise<void>;
  /** The backlog is small when the round that just ended took no longer than this, milliseconds; 500 unless said otherwise. */
  readonly smallMs?: number;
  /** Or had no more records than this; 100 unless said otherwise. */
  readonly smallRecords?: number;
  /** Milliseconds between rounds when little is to be done; 200 unless said otherwise. */
  readonly pauseMs?: number;
}

/** A round of this share of the one before it, or more, shows that rounds don't get smaller any more. */
const STEADY = 0.8;
/** Milliseconds of a round that a fence can bear: with the drain it stays below `fenceMs` (6 s by default). */
const MOST_STEADY_MS = 2_000;

type DoneRound = Extract<Round, { kind: "done" }>;

/** Rounds of catch-up, one after another: the way by which the index that is to serve gets the state of the one that does. */
export class Rounds implements Way {
  #state: CatchUpState;
  #last: CatchUpProgress | undefined;

  constructor(
    readonly deps: RoundDeps,
    state: CatchUpState,
    readonly options: RoundsOptions = {},
  ) {
    this.#state = state;
  }

  /** As it was last saved, or good to be. */
  get state(): CatchUpState {
    return this.#state;
  }

  /** How the last round ended; undefined before the first. */
  get last(): CatchUpProgress | undefined {
    return this.#last;
  }

  /** Rounds while writes go on, until the next would be short. */
  async catchUp(): Promise<void> {
    let last = Number.POSITIVE_INFINITY;
    for (;;) {
      const before = this.#state.read;
      const round = await this.#round();
      if (this.#isSmall(round) || this.#isSteady(round, last)) return;
      last = round.progress.total;
      // Nothing new: what is carried over waits for its writers, not for us.
      if (reaches(before, round.state.read)) await this.#pause();
    }
  }

  /** One round, whatever is left after it; `also` names records that it looks at beside those that the log names. */
  async oneRound(also?: NamedIds): Promise<CatchUpProgress> {
    return (await this.#round(also)).progress;
  }

  /** Rounds until the signal, which is no failure. */
  async follow(): Promise<void> {
    const { signal } = this.deps;
    try {
      while (!signal?.aborted) {
        const round = await this.#round();
        if (this.#isSmall(round)) await this.#pause();
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }

  /** The round inside the fence, up to the end of the log. */
  async lastRound(_fenced: ControlRecord, end: Position): Promise<LastRound> {
    const { clock, times } = this.deps;
    if (mayLandLate(this.#state, clock.now(), times.lateMs)) return { kind: "unknown outcome" };
    const round = await this.#run(true);
    if (round.kind === "needs list") return round;
    if (!reaches(round.state.read, end)) throw new Error("the last round did not read the log to its end");
    if (Object.keys(round.state.unknown).length > 0) return { kind: "unknown outcome" };
    return { kind: "done", named: round.named, done: round.state.position };
  }

  async #round(also?: NamedIds): Promise<DoneRound> {
    const { signal } = this.deps;
    if (signal?.aborted) throw stopped(signal.reason);
    await this.#awaitBase();
    const round = await this.#run(false, also);
    if (round.kind === "needs list") throw new Error("only a round inside a fence may ask for a list");
    return round;
  }

  async #run(inFence: boolean, also?: NamedIds): Promise<Round> {
    const save = async (state: CatchUpState) => {
      try {
        await this.deps.save(state);
      } catch (error) {
        // It stays where it was, but what was sent was sent: the lease is not handed back while that may land.
        this.#state = { ...this.#state, recent: state.recent, unknown: state.unknown };
        throw error;
      }
      this.#state = state;
    };
    const round = await runRound({ ...this.deps, save }, this.#state, { inFence, also });
    if (round.kind === "done") this.#last = round.progress;
    return round;
  }

  async #awaitBase(): Promise<void> {
    if (this.#state.baseShown) return;
    await this.options.baseShown?.();
    this.#state = { ...this.#state, baseShown: true };
    await this.deps.save(this.#state);
  }

  /** At a steady load rounds get no smaller: another one gains nothing, as long as a fence can bear one. */
  #isSteady(round: DoneRound, before: number): boolean {
    return round.toEnd && round.progress.total >= before * STEADY && workMs(round) <= MOST_STEADY_MS;
  }

  #isSmall(round: DoneRound): boolean {
    if (!round.toEnd) return false;
    const { smallMs = 500, smallRecords = 100 } = this.options;
    return round.progress.total <= smallRecords || workMs(round) <= smallMs;
  }

  async #pause(): Promise<void> {
    const { clock, signal } = this.deps;
    await clock.sleep(this.options.pauseMs ?? 200, signal);
  }
}

/**
 * Milliseconds that the records of a round took. Without what `settle` added to it: a record that is written again
 * before it is read makes every round wait, and inside a fence nothing is written. What others worked meanwhile counts.
 */
function workMs({ progress: { total, ratePerSecond }, settledMs }: DoneRound): number {
  return ratePerSecond > 0 ? Math.max(0, (total / ratePerSecond) * 1_000 - settledMs) : Number.POSITIVE_INFINITY;
}

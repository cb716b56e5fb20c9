import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import { type ApplierBeat, applierLeaseMs, beatPath } from "./applierLease";
import type { Control } from "./control";
import { type LeaseClock, type Moment, momentOf, Validity } from "./lease";
import { getJson, type LogStore } from "./store";

export interface ObservedOptions {
  readonly store: LogStore;
  readonly control: Pick<Control, "read">;
  /** The run that holds the applier's lease. */
  readonly run: string;
  /** As in the control record. */
  readonly leaseMs: number;
  readonly clock: Pick<Clock, "sleep">;
  readonly leaseClock: LeaseClock;
  /** Asked after each beat that was seen: whether the holder still lets this process write. Once no, never again. */
  allowed(): Promise<boolean>;
}

/**
 * The applier's lease as another process sees it, by which it may write to the index while the holder lives. Never valid
 * for longer than the holder's own: a beat that changed between two reads was put after the first of them began, so it
 * holds from that moment on; and as the control record, read after it, still names the run, whoever takes the lease over
 * finds that beat after its swap, and waits for as long as it holds. Times are by this process's own clocks.
 */
export class ObservedLease {
  readonly #validity: Validity;
  #seen: { readonly beat: number; readonly began: Moment } | undefined;
  #over = false;

  constructor(readonly options: ObservedOptions) {
    this.#validity = new Validity(options.leaseClock);
  }

  /** Milliseconds for which it surely holds; 0 or less when it may have been taken over. */
  get left(): number {
    return this.#over ? 0 : this.#validity.left;
  }

  /** True once it will never hold again. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Looks once. Two looks that see different beats are the least by which it becomes valid. Never two at once. */
  async look(): Promise<void> {
    if (this.#over) return;
    const { store, control, run, leaseMs, leaseClock } = this.options;
    const began = momentOf(leaseClock);
    const found = await getJson<ApplierBeat>(store, beatPath(run));
    if (found === undefined || found.over) {
      this.#over = true;
      return;
    }
    const before = this.#seen;
    this.#seen = { beat: found.beat, began };
    if (before === undefined || before.beat === found.beat) return;
    // Only after the beat was seen: a run that was taken over may put one more.
    const { applier, active } = await control.read();
    if (applier === run && active === "pod" && (await this.options.allowed())) {
      this.#validity.extend(before.began, applierLeaseMs({ leaseMs }));
    } else this.#over = true;
  }

  /**
   * To be called in the step that sends a request.
   *
   * @throws APPLIER_BUSY when the lease may run out before the request's time-out
   */
  mustOutlast(timeoutMs: number): void {
    if (this.left <= timeoutMs) throw this.#lost();
  }

  /**
   * Resolves once it holds for longer than a request takes; somebody must `look` meanwhile.
   *
   * @throws APPLIER_BUSY when it doesn't within the time that the lease itself takes to run out
   */
  async outlasting(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const { clock, leaseClock, leaseMs } = this.options;
    const began = leaseClock.monotonic();
    while (this.left <= timeoutMs) {
      if (this.#over || leaseClock.monotonic() - began > applierLeaseMs({ leaseMs })) throw this.#lost();
      await clock.sleep(LOOK_MS, signal);
    }
  }

  /** Looks again and again until the signal. What the store doesn't answer is looked at again: the lease runs out by itself. */
  async keepLooking(signal: AbortSignal): Promise<void> {
    const { clock, leaseMs } = this.options;
    while (!signal.aborted && !this.#over) {
      await this.look().catch(() => undefined);
      await clock.sleep(leaseMs / 2, signal).catch(() => undefined);
    }
  }

  #lost(): PodshiftError {
    const { run } = this.options;
    return new PodshiftError(
      "APPLIER_BUSY",
      `run ${run} does not hold the applier's lease any more, or its store does not answer`,
      {
        facts: { run },
        next: "nothing was sent without it; start the job again: it goes on with the parts that are not done",
      },
    );
  }
}

const LOOK_MS = 100;

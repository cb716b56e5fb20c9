import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import type { Control, ControlRecord, LogTimes } from "./control";
import { type LeaseClock, momentOf, Validity } from "./lease";
import { getJson, type LogStore, mayPass, toJson } from "./store";

/** What the applier says of itself at each renewal: `applier/<run>.json`. */
export interface ApplierBeat {
  readonly run: string;
  readonly beat: number;
  /** True once it handed the lease back: nothing of it is on its way. */
  readonly over: boolean;
}

export interface ApplierOptions {
  readonly store: LogStore;
  readonly control: Control;
  /** Unlike any run before. */
  readonly run: string;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  readonly signal?: AbortSignal;
  /** Told while it waits for another run to end or to run out. */
  onWait?(holder: string): void;
}

/** By how much two machines' clocks may differ in speed: a wait for another's lease is longer by this. */
export const CLOCK_DRIFT = 1.1;
/** Tries of what a run can't do without, before it fails. */
const MOST_TRIES = 10;
/** Milliseconds between two looks at another's lease. */
const LOOK_MS = 100;

/**
 * The one applier (design §6): whoever writes to the index that doesn't serve holds this lease, in the control record by
 * a swap, renewed by beats. Whoever takes it over from a run that didn't hand it back lets `lateMs` pass first: requests
 * of the other may still take effect.
 */
export class ApplierLease {
  readonly #validity: Validity;
  #beat = 0;
  #renewing: Promise<void> | undefined;
  #lost = false;
  #over = false;

  private constructor(readonly options: ApplierOptions) {
    this.#validity = new Validity(options.leaseClock);
  }

  /**
   * Takes the lease; waits while another run holds it and is alive for at most `patienceMs`.
   *
   * @throws APPLIER_BUSY
   */
  static async take(options: ApplierOptions, patienceMs: number): Promise<ApplierLease> {
    const lease = new ApplierLease(options);
    const { control, run } = options;
    await lease.#insist(() => lease.#say(false));
    for (;;) {
      const now = await control.read();
      const before = now.applier;
      const free = before === "" || before === run;
      const left = free ? "handed back" : await lease.#outlast(before, now, patienceMs);
      const mine = await control.swap((record) =>
        record.applier === before ? { ...leftBehind(record), applier: run } : undefined,
      );
      if (mine === undefined) continue;
      await lease.#insist(() => lease.#renew());
      lease.#keep(now.times.leaseMs);
      try {
        if (left !== "handed back") await lease.#letLand(before, left, now);
      } catch (error) {
        // Not handed back: whoever comes next must let the other's requests land, as this run did not.
        await lease.abandon();
        throw error;
      }
      return lease;
    }
  }

  /** Milliseconds for which it surely holds; 0 or less when it may have been taken over. */
  get left(): number {
    return this.#lost || this.#over ? 0 : this.#validity.left;
  }

  /**
   * To be called in the step that sends a request.
   *
   * @throws APPLIER_BUSY when the lease would run out before the request's time-out
   */
  mustOutlast(timeoutMs: number): void {
    if (this.left > timeoutMs) return;
    throw new PodshiftError("APPLIER_BUSY", "another run writes to the index now, or the log's store does not answer", {
      facts: { run: this.options.run },
      next: "`podshift status` shows who; run the command again once it has ended",
    });
  }

  /** Resolves once the lease holds for longer than a request takes, or is lost. */
  async renewed(): Promise<void> {
    await this.#insist(() => this.#renew());
  }

  /** Gives it back. Only when nothing of this run is on its way. */
  async handBack(): Promise<void> {
    this.#over = true;
    await this.#renewing;
    const { control, run } = this.options;
    // Who waits need not wait for the swap then; where it can't be said, the swap says it.
    await this.#say(true).catch(unlessItMayPass);
    await control.swap(({ applier }) => (applier === run ? { applier: "" } : undefined));
  }

  /** Stops renewing without handing back: the next one waits. */
  async abandon(): Promise<void> {
    this.#over = true;
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    const { control, run, leaseClock } = this.options;
    const sent = momentOf(leaseClock);
    await this.#say(false);
    const record = await control.read();
    if (record.applier === run) this.#validity.extend(sent, record.times.leaseMs * APPLIER_LEASES);
    else this.#lost = true;
  }

  /** Each time as another beat, so that one which comes late is told from those after it. */
  async #say(over: boolean): Promise<void> {
    const { store, run } = this.options;
    this.#beat += 1;
    await store.put(beatPath(run), toJson({ run, beat: this.#beat, over } satisfies ApplierBeat));
  }

  /** Does it until the store has answered: a lost answer must not end a run. */
  async #insist(work: () => Promise<void>): Promise<void> {
    const { clock, signal } = this.options;
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === MOST_TRIES || !mayPass(error)) throw error;
        await clock.sleep(LOOK_MS, signal);
      }
    }
  }

  #keep(leaseMs: number): void {
    const { clock } = this.options;
    this.#renewing = (async () => {
      while (!this.#over && !this.#lost) {
        await this.#renew().catch(() => undefined);
        for (let slept = 0; slept < leaseMs / 2 && !this.#over; slept += LOOK_MS)
          await clock.sleep(LOOK_MS).catch(() => undefined);
      }
    })();
  }

  /**
   * What the other sent may take effect for `lateMs` yet. If it renewed once more before the swap, it may go on sending
   * for as long as that renewal holds.
   */
  async #letLand(holder: string, seenBeat: number, { times }: ControlRecord): Promise<void> {
    const { store, clock, signal } = this.options;
    const now = await getJson<ApplierBeat>(store, beatPath(holder));
    const renewed = now !== undefined && now.beat !== seenBeat && !now.over;
    await clock.sleep((renewed ? times.leaseMs * APPLIER_LEASES * CLOCK_DRIFT : 0) + times.lateMs, signal);
  }

  /** Waits until another's lease is handed back or has run out, by this process's own clock. */
  async #outlast(holder: string, record: ControlRecord, patienceMs: number): Promise<"handed back" | number> {
    const { store, clock, leaseClock, signal, onWait } = this.options;
    const began = leaseClock.monotonic();
    let seen = await getJson<ApplierBeat>(store, beatPath(holder));
    let since = leaseClock.monotonic();
    for (;;) {
      if (seen?.over) return "handed back";
      if (leaseClock.monotonic() - since > record.times.leaseMs * APPLIER_LEASES * CLOCK_DRIFT) return seen?.beat ?? 0;
      if (leaseClock.monotonic() - began > patienceMs) throw busy(holder);
      onWait?.(holder);
      await clock.sleep(LOOK_MS, signal);
      const now = await getJson<ApplierBeat>(store, beatPath(holder));
      if (now?.beat === seen?.beat && now?.over === seen?.over) continue;
      seen = now;
      since = leaseClock.monotonic();
    }
  }
}

/** An applier's lease is longer than a writer's by this: it must outlast a request's time-out. */
const APPLIER_LEASES = 10;

/** Milliseconds for which one beat of the applier holds: 30 s with a writer's lease of 3 s. */
export function applierLeaseMs({ leaseMs }: Pick<LogTimes, "leaseMs">): number {
  return leaseMs * APPLIER_LEASES;
}
/** The share of an applier's lease that one request may take: what is left is for the renewal that may be due. */
const REQUEST_SHARE = 0.6;

/** Milliseconds after which a request of the applier counts as not answered: 18 s with a writer's lease of 3 s. */
export function requestTimeout({ leaseMs }: Pick<LogTimes, "leaseMs">): number {
  return leaseMs * APPLIER_LEASES * REQUEST_SHARE;
}

/**
 * Who switches holds the lease: what stands of a fence while nobody does is a dead run's. The swap takes the fence from
 * whoever made it in any case, for it is another epoch then, and so opens it as well.
 */
function leftBehind({ state }: ControlRecord): Partial<ControlRecord> {
  return { soon: false, ...(state === "fenced" ? { state: "open" } : {}) };
}

function unlessItMayPass(error: unknown): void {
  if (!mayPass(error)) throw error;
}

/** Where a run of the applier says that it is alive. */
export function beatPath(run: string): string {
  return `applier/${run}.json`;
}

function busy(holder: string): PodshiftError {
  return new PodshiftError("APPLIER_BUSY", `run ${holder} writes to the index that does not serve`, {
    facts: { holder },
    next: "wait until that `pulumi up` or `podshift catch-up --follow` has ended, then run the command again",
  });
}

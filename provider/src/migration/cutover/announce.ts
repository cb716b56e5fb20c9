import type { Clock } from "../../util/clock";
import { closeWriter, hasRunOut, LeaseWatch } from "../../writeLog/closeWriter";
import type { Control, ControlRecord } from "../../writeLog/control";
import { type LeaseClock, readLease } from "../../writeLog/lease";
import type { LogStore } from "../../writeLog/store";
import { liveWriters } from "./fence";

export interface AnnounceDeps {
  readonly store: LogStore;
  readonly control: Control;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  progress(message: string): void;
}

/** Milliseconds between two looks. */
const LOOK_MS = 50;
/** A writer that has renewed so often since the announcement has read it. */
const BEATS = 2;

/**
 * Milliseconds until what a writer acknowledged right before it was closed is on every replica. One that lives waits for
 * that itself before it acknowledges a fence.
 */
function settleMs({ active, writes, times }: ControlRecord): number {
  return active === "pod" && writes === "mirrored" ? times.settleMs : 0;
}

/**
 * Says that a fence is coming (design §7, step 1b): from now on writers look every 100 ms. Those whose lease runs out are
 * closed while writes go on, so that no fence waits for the dead. Resolves when all that live have heard it, and reads of
 * the pod index show all that the dead had acknowledged.
 */
export async function announce(deps: AnnounceDeps): Promise<void> {
  const { store, control, clock, leaseClock } = deps;
  await control.swap(({ state, soon }) => (state === "open" && !soon ? { soon: true } : undefined));
  const watch = new LeaseWatch(leaseClock);
  for (;;) {
    const record = await control.read();
    const looks = await Promise.all(liveWriters(record).map(async (w) => watch.look(w, await readLease(store, w))));
    const over = looks.filter((each) => each.beats < BEATS && hasRunOut(each, record.times.leaseMs));
    for (const look of over) {
      deps.progress(`writer ${look.writer} does not answer: it is closed`);
      await closeWriter(deps, look.writer, look.beat);
    }
    if (over.length > 0) await clock.sleep(settleMs(record));
    if (looks.every(({ beats }) => beats >= BEATS)) return;
    await clock.sleep(LOOK_MS);
  }
}

/** No fence comes after all: writers look as often as before. A store that doesn't answer is not waited for. */
export async function unannounce({ control }: Pick<AnnounceDeps, "control">): Promise<void> {
  for (;;) {
    const now = await control.read();
    if (now.state !== "open" || !now.soon) return;
    if ((await control.swapFrom(now, { soon: false })) !== undefined) return;
  }
}

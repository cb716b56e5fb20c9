import type { Clock } from "../util/clock";
import type { Control, ControlRecord } from "./control";
import type { Identity } from "./gate";
import type { OverdueFences } from "./overdueFences";
import { createSeal } from "./segments";
import type { LogStore } from "./store";

/** Milliseconds between two looks while a fence holds. */
export const LOOK_FENCED_MS = 30;

/** What a writer leaves. */
export interface Leaving {
  readonly store: LogStore;
  readonly control: Control;
  readonly clock: Pick<Clock, "sleep">;
}

/** Who leaves. */
export interface Leaver extends Pick<Identity, "id" | "log"> {
  /** Hybrid time that all its entries are below. */
  readonly t: number;
  /** Puts its lease; with the fence that it acknowledges, if one stands. */
  renew(fenced: ControlRecord | undefined): Promise<void>;
}

/** Seals a writer's log and says so: nobody waits for it at a fence. */
export async function leave({ store, control, clock }: Leaving, fences: OverdueFences, me: Leaver): Promise<void> {
  await me.log.idle();
  const end = me.log.next;
  // A swap inside a fence would end it: the fence is acknowledged, and left to its coordinator.
  for (;;) {
    const record = await control.read();
    await me.renew(record.state === "fenced" ? record : undefined);
    if (record.state !== "fenced") break;
    await fences.takeOverdueAway(record);
    await clock.sleep(LOOK_FENCED_MS);
  }
  if (!(await createSeal(store, me.id, end))) return;
  await control.swap(({ state, writes, writers }) =>
    state !== "fenced" && writers[me.id] !== undefined && writers[me.id]?.end === undefined
      ? { writers: { ...writers, [me.id]: writes === "deferred" ? { end, t: me.t } : { end } } }
      : undefined,
  );
}

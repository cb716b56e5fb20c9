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

/**
 * Seals a writer's log and says so: nobody waits for it at a fence.
 *
 * @param renew puts its lease; with the fence that it acknowledges, if one stands
 */
export async function leave(
  { store, control, clock }: Leaving,
  fences: OverdueFences,
  me: Identity,
  renew: (fenced: ControlRecord | undefined) => Promise<void>,
): Promise<void> {
  await me.log.idle();
  const end = me.log.next;
  // A swap inside a fence would end it: the fence is acknowledged, and left to its coordinator.
  for (;;) {
    const record = await control.read();
    await renew(record.state === "fenced" ? record : undefined);
    if (record.state !== "fenced") break;
    await fences.takeOverdueAway(record);
    await clock.sleep(LOOK_FENCED_MS);
  }
  if (!(await createSeal(store, me.id, end))) return;
  await control.swap(({ state, writers }) =>
    state !== "fenced" && writers[me.id] !== undefined && writers[me.id]?.end === undefined
      ? { writers: { ...writers, [me.id]: { end } } }
      : undefined,
  );
}

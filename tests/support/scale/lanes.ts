import { type Budgets, Lane, type Load } from "../../../provider/src/migration/apply/lane";

/** One request of one of the processes that share a namespace's budgets. */
export interface LaneSend {
  readonly at: number;
  readonly load: Load;
}

/**
 * Requests of several processes to one namespace, each with an equal share of the budgets and always more to send.
 *
 * @param startsAt milliseconds at which each process begins
 * @param next the next request of a process
 */
export function sharedLane(
  budgets: Budgets,
  startsAt: readonly number[],
  next: (process: number) => Load,
  untilMs: number,
): LaneSend[] {
  const share = 1 / startsAt.length;
  const own = { requests: budgets.requests * share, bytes: budgets.bytes * share, deletes: budgets.deletes * share };
  const sends = startsAt.flatMap((start, process) => oneLane(own, start, () => next(process), untilMs));
  return sends.sort((a, b) => a.at - b.at);
}

function oneLane(budgets: Budgets, start: number, next: () => Load, untilMs: number): LaneSend[] {
  let now = start;
  const lane = new Lane({ now: () => now }, budgets, () => 0.5);
  const sends: LaneSend[] = [];
  for (;;) {
    now += lane.waitMs;
    if (now >= untilMs) return sends;
    const load = next();
    lane.charge(load);
    sends.push({ at: now, load });
  }
}

/** The most of something that came within any span of time. */
export function mostWithin(sends: readonly LaneSend[], spanMs: number, of: (load: Load) => number): number {
  let [first, sum, most] = [0, 0, 0];
  for (const send of sends) {
    sum += of(send.load);
    for (let old = sends[first]; old !== undefined && old.at <= send.at - spanMs; old = sends[first]) {
      sum -= of(old.load);
      first += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}

import { PodshiftError, stopped } from "../../errors";
import { formatDuration } from "../../util/format";
import { type ApplierLease, requestTimeout } from "../../writeLog/applierLease";
import type { Active, ControlRecord, IndexPlace, Switch } from "../../writeLog/control";
import { CLOCK_DRIFT } from "../../writeLog/lease";
import { LogReader } from "../../writeLog/reader";
import { announce, unannounce } from "./announce";
import { drained, drainMs, type FenceDeps, fence, openAgain } from "./fence";
import { saveLastRound } from "./lastRound";
import type { NamedIds, Way } from "./way";

export interface SwitchDeps extends FenceDeps {
  readonly goal: Active;
  readonly serverless: IndexPlace;
  readonly way: Way;
  /** Held from before the first fence until after the switch. */
  readonly applier: ApplierLease;
  /** Times that a fence is tried before the switch is given up for now. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  progress(message: string): void;
}

export interface Switched {
  readonly switched: Switch;
  /** What the last round looked at: compared once more after the switch. */
  readonly named: NamedIds;
}

interface Postponed {
  readonly postponed: string;
  /** Milliseconds before the next try. */
  readonly pauseMs: number;
  /** The same, when the try before it ended so too; left out where a second time is no different. */
  readonly againMs?: number;
}

type Attempt = Switched | Postponed;

/** Milliseconds before a fence that did not succeed is tried again. */
const PAUSE_MS = 1_000;

/**
 * Brings traffic to `goal` (design §7): catches up, announces, fences, drains, brings the last writes over, switches.
 * Whatever goes wrong inside the fence opens it again first, so that a failure is never reported while it stands.
 * Undefined when traffic is there already.
 *
 * @throws CUTOVER_POSTPONED (writes go on where they went), APPLIER_BUSY, STOPPED
 */
export async function switchTraffic(deps: SwitchDeps): Promise<Switched | undefined> {
  try {
    return await tries(deps);
  } catch (error) {
    // What went wrong is what is told, also when the store doesn't answer now: whoever takes the applier's lease next does it.
    await unannounce(deps).catch(() => undefined);
    throw error;
  }
}

async function tries(deps: SwitchDeps): Promise<Switched | undefined> {
  let before: Postponed | undefined;
  for (let attempt = 1; attempt <= deps.attempts; attempt += 1) {
    const record = await openRecord(deps);
    if (record.active === deps.goal) return undefined;
    await deps.way.catchUp();
    await announce(deps);
    await deps.way.catchUp();
    throwIfStopped(deps);
    const tried = await insideFence(deps);
    if ("switched" in tried) return tried;
    const { pauseMs, againMs } = tried;
    const ms = before?.againMs === undefined ? pauseMs : (againMs ?? pauseMs);
    before = tried;
    const why = tried.postponed;
    deps.progress(`try ${attempt} of ${deps.attempts}: ${why}; writes go on as before`);
    if (attempt < deps.attempts) await deps.clock.sleep(ms, deps.signal).catch(() => throwIfStopped(deps));
  }
  throw new PodshiftError("CUTOVER_POSTPONED", `traffic was not switched: ${before?.postponed}`, {
    facts: { attempts: deps.attempts },
    next: "nothing has changed and writes go on; run `pulumi up` again, at a quieter time if it happens again",
  });
}

async function insideFence(deps: SwitchDeps): Promise<Attempt> {
  const { control, leaseClock, applier } = deps;
  const open = await control.read();
  applier.mustOutlast(requestTimeout(open.times));
  const began = leaseClock.monotonic();
  const fenced = await fence(deps, open);
  if (fenced === undefined) return { postponed: "a writer joined meanwhile", pauseMs: 0 };
  try {
    const tried = await lastSteps(deps, fenced, began);
    if (!("switched" in tried)) await openAgain(deps, fenced);
    return tried;
  } catch (error) {
    await openAgain(deps, fenced);
    throw error;
  }
}

async function lastSteps(deps: SwitchDeps, fenced: ControlRecord, began: number): Promise<Attempt> {
  const { store, control, way, goal, leaseClock } = deps;
  if (!(await drained(deps, fenced))) {
    return { postponed: `writes were not over after ${formatDuration(drainMs(deps, fenced))}`, pauseMs: PAUSE_MS };
  }
  // Read only now: what a writer appended before it acknowledged is in it (design §7, step 3).
  const end = await new LogReader(store, control).end(ends(fenced));
  const round = await way.lastRound(fenced, end);
  if (round.kind === "needs list") {
    // One that a round before the next fence brings over is not in its way. One that is in the way again may be of a process
    // that was killed, and whose end nobody told: it stays so until it can't take effect any more.
    return { postponed: "a bulk write needs a whole namespace to be listed", pauseMs: 0, againMs: untilOver(fenced) };
  }
  if (round.kind === "unknown outcome") {
    return { postponed: "a request of ours may yet take effect", pauseMs: fenced.times.lateMs };
  }
  if (round.kind === "unknown write") {
    const postponed = "a write of your application has no known outcome and may yet take effect";
    return { postponed, pauseMs: untilOver(fenced) };
  }
  await saveLastRound(store, fenced.epoch + 1, round.named);
  const switched: Switch = {
    epoch: fenced.epoch + 1,
    end,
    at: leaseClock.wall(),
    heldMs: Math.round(leaseClock.monotonic() - began),
  };
  const made = await control.swapFrom(fenced, {
    ...{ state: "open", active: goal, soon: false, switched },
    ...(goal === "serverless" ? { serverless: deps.serverless } : {}),
  });
  if (made === undefined) return { postponed: "the fence took too long and a writer opened it", pauseMs: PAUSE_MS };
  return { switched, named: round.named };
}

/** Milliseconds after which a write that is under way is over, also when its writer died in the meantime and was closed. */
function untilOver({ times: { lateMs, leaseMs } }: ControlRecord): number {
  return lateMs + leaseMs * CLOCK_DRIFT;
}

/** A fence that somebody left standing who died is taken away first. */
async function openRecord(deps: SwitchDeps): Promise<ControlRecord> {
  for (;;) {
    const record = await deps.control.read();
    if (record.state === "open") return record;
    if (record.state === "closed") {
      throw new PodshiftError("LOG_NOT_FOUND", `the write log at ${deps.store.url} is closed`, {
        next: "go back to `phase: capture` to begin it anew",
      });
    }
    await openAgain(deps, record);
  }
}

/** Where each closed writer's log ends is known; the others' ends are looked up. */
function ends({ writers }: ControlRecord): Record<string, number> {
  return Object.fromEntries(
    Object.entries(writers).flatMap(([writer, { end }]) => (end === undefined ? [] : [[writer, end]])),
  );
}

function throwIfStopped({ signal }: SwitchDeps): void {
  if (signal.aborted) throw stopped();
}

import { type ErrorCode, PodshiftError, stopped } from "../errors";
import { formatDuration } from "../util/format";
import type { MigrationContext } from "./context";

/** First pause between two looks, in milliseconds; each is 1.5 times longer, up to LONGEST_PAUSE_MS. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** Milliseconds for which a description that isn't there yet says nothing: another read may be behind the one that made it. */
const SHOWN_MS = 30_000;

/** Whether something that was just asked for, and isn't described, is gone: it was described before, or ought to be by now. */
export class Shown {
  #was = false;

  /** Tells of one look; answers true when there is nothing to be waited for any more. */
  isGone(description: object | undefined, elapsedMs: number): boolean {
    if (description !== undefined) this.#was = true;
    return description === undefined && (this.#was || elapsedMs >= SHOWN_MS);
  }
}

export interface Wait<T> {
  /** What is waited for, for messages: "collection docs-collection to be ready". */
  readonly what: string;
  /** Milliseconds after which waiting ends with an error of `timeoutCode`. */
  readonly deadlineMs: number;
  readonly timeoutCode: ErrorCode;
  /** One look: undefined means not yet. */
  look(elapsedMs: number): Promise<T | undefined>;
}

/** Looks again and again, ever more rarely, until there is an answer. Stops at once when the run is to stop. */
export async function waitFor<T>(context: MigrationContext, wait: Wait<T>): Promise<T> {
  const start = context.clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    throwIfStopped(context);
    const elapsed = context.clock.now() - start;
    const answer = await wait.look(elapsed);
    if (answer !== undefined) return answer;
    if (elapsed >= wait.deadlineMs) {
      throw new PodshiftError(wait.timeoutCode, `waited ${formatDuration(elapsed)} for ${wait.what}`, {
        next: "run `pulumi up` again to go on waiting; nothing is made twice",
      });
    }
    await sleepUnlessStopped(context, pause);
  }
}

/** A safe point: throws STOPPED when the run is to stop. */
export function throwIfStopped(context: Pick<MigrationContext, "signal">): void {
  if (context.signal.aborted) throw stopped();
}

/** Waits; throws STOPPED when the run is to stop. */
export async function sleepUnlessStopped(context: MigrationContext, ms: number): Promise<void> {
  try {
    await context.clock.sleep(ms, context.signal);
  } catch (error) {
    if (context.signal.aborted) throw stopped();
    throw error;
  }
}

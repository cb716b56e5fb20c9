import type { Position } from "../../writeLog/position";
import type { DeadLetter } from "../apply/sender";

/** Record ids by canonical namespace. */
export type IdsByNamespace = Readonly<Record<string, readonly string[]>>;

/**
 * How far a catch-up has come: plain JSON, saved after the effects that it records. Whoever goes on with it holds the
 * applier's lease, which waits until requests of a run that was killed can't take effect any more.
 */
export interface CatchUpState {
  readonly v: 1;
  /** Id of the log: the state of another log is worth nothing. */
  readonly log: string;
  /** Rounds that were completed. */
  readonly rounds: number;
  /** Everything before it is caught up; what was read but not done yet is after it. */
  readonly position: Position;
  /** Up to where the log was read: entries between `position` and here are carried over. */
  readonly read: Position;
  /** True once the serverless index showed the whole collection it was made from. */
  readonly baseShown: boolean;
  /** Ids written to the serverless index since their namespace was last proved fresh. */
  readonly recent: IdsByNamespace;
  /** Ids of requests of unknown outcome, with when they were sent (milliseconds since 1970 by this process's clock). */
  readonly unknown: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Records that the service refuses. */
  readonly refused: readonly DeadLetter[];
  /** True until writers have surely heard that writes take a while to show: no round begins before. */
  readonly unsettled?: boolean;
}

/** @param start where the rounds begin: everything before had its effect before the collection was asked for */
export function beginState(log: string, start: Position): CatchUpState {
  const none = { recent: {}, unknown: {}, refused: [] };
  return { v: 1, log, rounds: 0, position: start, read: start, baseShown: false, ...none };
}

/**
 * The state with which a rollback begins. What the serverless index may not have shown yet when the application's bulk
 * writes looked for their records is kept.
 */
export function beginReverse({ log, recent }: CatchUpState, switched: Position): CatchUpState {
  return { ...beginState(log, switched), baseShown: true, recent };
}

/**
 * A saved state as another process goes on with it. Two machines' clocks are never compared: requests of unknown outcome
 * count as sent now.
 */
export function resumeState(saved: CatchUpState, now: number): CatchUpState {
  const unknown = Object.fromEntries(
    Object.entries(saved.unknown).map(([namespace, ids]) => [
      namespace,
      Object.fromEntries(Object.keys(ids).map((id) => [id, now])),
    ]),
  );
  return { ...saved, unknown };
}

/** True while a request of ours may yet take effect. */
export function mayLandLate({ unknown }: CatchUpState, now: number, lateMs: number): boolean {
  return Object.values(unknown).some((ids) => Object.values(ids).some((sent) => now - sent < lateMs));
}

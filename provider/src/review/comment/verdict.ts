import { ownAccidents } from "./accidents";
import { deletionsOf, losesDeferred } from "./deletions";
import { blockersOf, findingsOf } from "./findings";
import type { Gate } from "./gate";
import { gatesOf } from "./gates";
import { changes, type MigrationChange } from "./migrationChange";
import { costOf, costRise } from "./migrationCost";

/**
 * How much care a change needs, the worst first: `blocked` must not be applied, `forGood` can't be undone, `care` moves
 * traffic or deletes what can be made anew, `look` has a warning, `fine` and `none` need no more than a glance.
 */
export const LEVELS = ["blocked", "forGood", "care", "look", "fine", "none"] as const;

export type Level = (typeof LEVELS)[number];

export const LEVEL_SIGNS: Readonly<Record<Level, string>> = {
  blocked: "⛔",
  forGood: "🔴",
  care: "🟠",
  look: "🟡",
  fine: "🟢",
  none: "⚪",
};

/** What is judged of one migration. */
export interface Judged {
  readonly change: MigrationChange;
  readonly level: Level;
  readonly gates: readonly Gate[];
}

/** Judges one migration. */
export function judged(change: MigrationChange, now: number): Judged {
  const shown = changes(change) && change.pieces.Preflight !== undefined;
  const gates = shown ? gatesOf(change, now) : [];
  return { change, gates, level: levelOf(change, gates) };
}

/** The worse of two. */
export function worse(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b;
}

function levelOf(change: MigrationChange, gates: readonly Gate[]): Level {
  const { failures, move, steps, messages, newlyAcknowledged } = change;
  const failed = gates.some(({ state }) => state === "failed");
  if (failures.length > 0 || failed || ownAccidents(change).length > 0 || blockersOf(change).length > 0)
    return "blocked";
  if (!changes(change)) return "none";
  const deletions = deletionsOf(change);
  if (deletions.some(({ forGood }) => forGood) || losesDeferred(change)) return "forGood";
  if (deletions.length > 0 || move === "rollback" || move === "leaves" || movesTraffic(change)) return "care";
  const warned = [...findingsOf(change), ...messages].some(({ severity }) => severity === "warning");
  const unusual = newlyAcknowledged.length > 0 || steps.some(({ operation }) => operation === "other");
  const open = gates.some(({ state }) => state === "caution" || state === "unknown");
  const cost = costOf(change);
  const dearer = cost !== undefined && costRise(cost) === "surely";
  return warned || unusual || open || dearer ? "look" : "fine";
}

function movesTraffic({ pieces }: MigrationChange): boolean {
  const { ActiveIndex: active } = pieces;
  if (active === undefined || active.operation === "same") return false;
  return active.operation === "update" || active.operation === "replace" || active.asked.active === "serverless";
}

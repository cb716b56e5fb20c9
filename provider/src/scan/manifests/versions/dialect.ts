import type { Target } from "../targets";
import type { Compare, Interval } from "./interval";

/** How a package manager writes which versions it may take. */
export interface Dialect {
  /** What a range admits; undefined for what names no versions (an address, a tag, a workspace, a variable). */
  intervals(range: string): readonly Interval[] | undefined;
  readonly compare: Compare;
  /** A range of the same style that leads to the target. */
  raised(range: string, target: Target): string;
}

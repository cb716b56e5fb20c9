import type { PreflightInputs } from "../resources/preflight";

/** The phases, in order: `assess`, `capture`, `copy`, `cutover`, `retire`. */
export type Phase = PreflightInputs["phase"];

/** What a migration's phase asks for. One row a phase, in order; the component reads it, docs repeat it. */
export interface PhasePlan {
  /** The pod index is in the program, guarded or not; without it, it is deleted. */
  readonly podIndex: "adopted" | "guarded" | "gone";
  /** The write log and what follows it: only when writes aren't paused. */
  readonly log: boolean;
  /** Collection, serverless index and parity check. */
  readonly copy: boolean;
  /** The index that serves. */
  readonly active: "pod" | "serverless";
  /** `false` marks the step that can't be undone. */
  readonly reversible: boolean;
}

/** Each phase with what it asks for, in order. */
export const PHASE_PLANS: Readonly<Record<Phase, PhasePlan>> = {
  assess: { podIndex: "adopted", log: false, copy: false, active: "pod", reversible: true },
  capture: { podIndex: "adopted", log: true, copy: false, active: "pod", reversible: true },
  copy: { podIndex: "adopted", log: true, copy: true, active: "pod", reversible: true },
  cutover: { podIndex: "guarded", log: true, copy: true, active: "serverless", reversible: true },
  retire: { podIndex: "gone", log: false, copy: true, active: "serverless", reversible: false },
};

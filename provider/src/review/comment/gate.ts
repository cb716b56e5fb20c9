import type { Markdown } from "./markdown";

/**
 * How a gate stands: `proven` by what is known; `ahead` (not yet: `up` proves or does it, and stops if it can't);
 * `caution` (a person should decide); `failed`; `unknown` (the preview doesn't show it).
 */
export type GateState = "proven" | "ahead" | "caution" | "failed" | "unknown";

/** One thing that a reviewer relies on. */
export interface Gate {
  readonly name: string;
  readonly state: GateState;
  readonly fact: Markdown;
}

export const GATE_SIGNS: Readonly<Record<GateState, string>> = {
  proven: "✅",
  ahead: "⏳",
  caution: "⚠️",
  failed: "❌",
  unknown: "❔",
};

import type { Case } from "./results";

/** A figure with its unit, in as many digits as mean something; "" when there is none. */
export function figure(value: number | null | undefined, unit = ""): string {
  if (value === undefined) return "";
  if (value === null) return "no figure";
  return `${digits(value)} ${unit}`.trim();
}

function digits(value: number): string {
  const most = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 1;
  return value.toLocaleString("en-US", { maximumFractionDigits: most });
}

/** What the goal is, and whether it is met; "" when there is none. */
export function goalText(each: Case): string {
  if (each.goal === undefined) return "";
  const said = each.met === undefined ? "" : each.met ? ": met" : ": **missed**";
  return `${goalWords(each)}${said}`;
}

/** What the goal is. */
export function goalWords({ goal = {} }: Case): string {
  return Object.entries(goal)
    .map(([name, value]) => GOALS[name]?.(value) ?? `${spaced(name)} ${digits(value)}`)
    .join(", ");
}

const GOALS: Readonly<Record<string, (value: number) => string>> = {
  atLeast: (value) => `at least ${value}`,
  atMost: (value) => `at most ${value}`,
  addedAtMost: (value) => `at most +${value}`,
  oursAtMost: (value) => (value === 0 ? "none of ours" : `ours at most ${value}`),
  medianMs: (value) => `median below ${digits(value)} ms`,
  worstMs: (value) => `worst below ${digits(value)} ms`,
};

/** How many runs, and from where to where their figures went. */
export function spreadText({ runs, spread }: Case): string {
  if (spread === undefined || runs === undefined) return "";
  const sides = [spread.ours, spread.baseline].flatMap((side) => (side === undefined ? [] : [side.map(digits)]));
  return `${runs}; ${sides.map(([low, high]) => (low === high ? low : `${low} to ${high}`)).join("; ")}`;
}

const SHOWN = new Set([
  ...[
    "name",
    "ours",
    "baseline",
    "unit",
    "ratio",
    "added",
    "goal",
    "met",
    "against",
    "runs",
    "spread",
    "leftOut",
    "settings",
  ],
]);

/** Whatever else a case says, in words. */
export function more(each: Case): string {
  return Object.entries(each)
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => `${spaced(name)}: ${said(value)}`)
    .join("; ");
}

function said(value: unknown): string {
  if (typeof value === "number") return digits(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(said).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).map(([name, part]) => `${spaced(name)} ${said(part)}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

/** `medianOfAllHeldMs` as words. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
}

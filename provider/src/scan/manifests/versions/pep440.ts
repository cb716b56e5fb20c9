import { compare, valid } from "@renovatebot/pep440";
import type { Target } from "../targets";
import type { Dialect } from "./dialect";
import { asLongAs, between, exactly, type Interval, meet, nextAfter } from "./interval";

/** Longer ones first. */
const OPERATORS = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"] as const;

type Operator = (typeof OPERATORS)[number];

export interface Clause {
  readonly operator: Operator;
  /** Spaces between operator and version, which a fix keeps. */
  readonly gap: string;
  readonly version: string;
}

/** `>= 2.2` as operator and version. */
export function clauseOf(text: string): Clause | undefined {
  const trimmed = text.trim();
  const operator = OPERATORS.find((each) => trimmed.startsWith(each));
  if (operator === undefined) return undefined;
  const rest = trimmed.slice(operator.length);
  const version = rest.trim();
  return { operator, gap: rest.slice(0, rest.length - version.length), version };
}

/** Python's `>=2.2,<3` (PEP 440). */
export const PEP440: Dialect = {
  compare,
  intervals(range) {
    if (range.trim() === "") return [{}];
    const parts = range.split(",").filter((part) => part.trim() !== "");
    const read = parts.map((part) => intervalOf(clauseOf(part)));
    if (read.some((each) => each === undefined)) return undefined;
    return [read.reduce<Interval>((all, each) => meet(all, each ?? {}, compare), {})];
  },
  raised: raisedPep440,
};

function intervalOf(clause: Clause | undefined): Interval | undefined {
  if (clause === undefined) return undefined;
  const { operator, version } = clause;
  const release = version.endsWith(".*") ? version.slice(0, -2) : version;
  if (valid(release) === null) return undefined;
  const count = release.split(".").length;
  if (operator === "!=") return {};
  if (operator === ">=" || operator === ">") return { from: { version: release, inclusive: operator === ">=" } };
  if (operator === "<=" || operator === "<") return { to: { version: release, inclusive: operator === "<=" } };
  if (operator === "~=") return count < 2 ? undefined : between(release, nextAfter(release, count - 1));
  return version === release ? exactly(release) : between(release, nextAfter(release, count));
}

/** An exact or compatible version stays one; everything else becomes a range up to where the code fixes fit. */
export function raisedPep440(range: string, { version, below }: Target): string {
  const clauses = range.split(",").map(clauseOf);
  const [first] = clauses;
  const gap = first?.gap ?? "";
  if (clauses.length === 1 && first !== undefined) {
    const wild = first.version.endsWith(".*");
    const old = wild ? first.version.slice(0, -2) : first.version;
    if (first.operator === "~=") return `~=${gap}${asLongAs(version, old)}`;
    if (first.operator === "==") return wild ? `==${gap}${asLongAs(version, old)}.*` : `==${gap}${version}`;
    if (first.operator === "===") return `===${gap}${version}`;
  }
  return `>=${gap}${version},${range.includes(", ") ? " " : ""}<${gap}${below}`;
}

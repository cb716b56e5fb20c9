import type { Target } from "../targets";
import type { Dialect } from "./dialect";
import { asLongAs, between, exactly, type Interval, meet, nextAfter } from "./interval";
import { clauseOf, PEP440, raisedPep440 } from "./pep440";

/** Poetry's `^2.2`, `~2.2`, `2.*`, `2.2.4` and `a || b`, beside what PEP 440 has. Pipenv's ranges are read by it too. */
export const POETRY: Dialect = {
  compare: PEP440.compare,
  intervals(range) {
    const alternatives = range.split(/\|\|?/).map(alternative);
    return alternatives.every((each) => each !== undefined) ? alternatives : undefined;
  },
  raised: raisedPoetry,
};

function alternative(text: string): Interval | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const read = parts.filter((part) => part !== "").map(single);
  if (read.length === 0 || read.some((each) => each === undefined)) return undefined;
  return read.reduce<Interval>((all, each) => meet(all, each ?? {}, PEP440.compare), {});
}

function single(text: string): Interval | undefined {
  if (text === "*") return {};
  if (clauseOf(text) !== undefined) return PEP440.intervals(text)?.[0];
  const sign = text.startsWith("^") || text.startsWith("~") ? text.slice(0, 1) : "";
  const version = text.slice(sign.length).trim();
  if (version.endsWith(".*")) return PEP440.intervals(`==${version}`)?.[0];
  if (PEP440.intervals(`==${version}`) === undefined) return undefined;
  if (sign === "^") return between(version, nextAfter(version, caretCount(version)));
  return sign === "~" ? between(version, nextAfter(version, Math.min(2, version.split(".").length))) : exactly(version);
}

/** A caret lets everything change right of the leftmost number that is not 0. */
function caretCount(version: string): number {
  const numbers = version.split(".");
  const first = numbers.findIndex((each) => each !== "0");
  return first === -1 ? numbers.length : first + 1;
}

function raisedPoetry(range: string, target: Target): string {
  const sign = range.startsWith("^") || range.startsWith("~") ? range.slice(0, 1) : "";
  const version = range.slice(sign.length);
  const clause = clauseOf(range);
  if (clause !== undefined || version.includes(",") || version.includes("|") || version === "*") {
    return raisedPep440(range, target);
  }
  if (version.endsWith(".*")) return `${asLongAs(target.version, version.slice(0, -2))}.*`;
  return sign === "" ? target.version : sign + asLongAs(target.version, version);
}

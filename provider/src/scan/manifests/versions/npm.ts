import { type Comparator, compare, Range } from "semver";
import type { Target } from "../targets";
import type { Dialect } from "./dialect";
import { asLongAs, type Interval, meet } from "./interval";

/** npm's `^1.1.0`, `1.x`, `>=1 <3 || 5`. A tag such as `latest`, an address or a workspace names no versions. */
export const NPM: Dialect = {
  compare,
  intervals(range) {
    try {
      return new Range(range, { loose: true }).set.map(intersection);
    } catch {
      return undefined;
    }
  },
  raised(range, { version }: Target) {
    const [, sign = "", old] = /^\s*(?:([\^~=v])\s*)?(\d[\w.*+-]*)\s*$/.exec(range) ?? [];
    if (old === undefined) return `^${version}`;
    const numbers = old.split(".").filter((part) => /^\d/.test(part));
    if (numbers.length >= 3) return sign + version;
    const short = asLongAs(version, numbers.join("."));
    return sign + (old.split(".").length > numbers.length ? `${short}.x` : short);
  },
};

function intersection(comparators: readonly Comparator[]): Interval {
  return comparators.reduce<Interval>((all, each) => meet(all, intervalOf(each), compare), {});
}

function intervalOf({ operator, semver }: Comparator): Interval {
  // Comparator.ANY, which its types hide, has no version.
  if (typeof semver === "symbol" || semver.version === undefined) return {};
  const bound = { version: semver.version, inclusive: operator !== "<" && operator !== ">" };
  return {
    ...(operator !== "<" && operator !== "<=" && { from: bound }),
    ...(operator !== ">" && operator !== ">=" && { to: bound }),
  };
}

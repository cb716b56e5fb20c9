import type { Target } from "../targets";
import { bracketed } from "./bracketed";
import type { Dialect } from "./dialect";
import { compareDotted } from "./dotted";
import { asLongAs, between, exactly, type Interval, nextAfter } from "./interval";

/** Maven's `0.8.0` and `[0.7,1.0)`, and Gradle's `0.+`, `latest.release` and `0.8.0!!`. */
export const MAVEN: Dialect = {
  compare: compareDotted,
  intervals(range) {
    const [text = ""] = range.trim().split("!!", 1);
    if (/^(latest\.|LATEST$|RELEASE$|\+$)/.test(text)) return [{}];
    if (text.endsWith("+")) return floating(text.slice(0, -1));
    return /^\d/.test(text) ? [exactly(text)] : bracketed(text);
  },
  raised(range, { version, below }: Target) {
    const [text = ""] = range.trim().split("!!", 1);
    const strictly = range.includes("!!") && !/!!\d/.test(range) ? "!!" : "";
    if (/^\d.*\.\+$/.test(text)) return `${asLongAs(version, text.slice(0, -2))}.+`;
    if (/^\d/.test(text) && !text.endsWith("+")) return version + strictly;
    return `[${version},${below})${strictly}`;
  },
};

/** `1.` of `1.+`. */
function floating(start: string): readonly Interval[] | undefined {
  const release = start.endsWith(".") ? start.slice(0, -1) : start;
  return /^\d+(\.\d+)*$/.test(release) ? [between(release, nextAfter(release, release.split(".").length))] : undefined;
}

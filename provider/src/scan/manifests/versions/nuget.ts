import type { Target } from "../targets";
import { bracketed } from "./bracketed";
import type { Dialect } from "./dialect";
import { compareDotted } from "./dotted";
import { asLongAs, between, exactly, nextAfter } from "./interval";

/** NuGet's `1.4.0` (from it on, but the lowest that fits is taken: read as exact), `[1.4.0]`, `[1.0,2.0)`, `1.*`, `*`. */
export const NUGET: Dialect = {
  compare: compareDotted,
  intervals(range) {
    const text = range.trim();
    if (text === "*" || text === "*-*" || text === "") return [{}];
    const [, release] = /^(\d+(?:\.\d+)*)\.\*(?:-\*)?$/.exec(text) ?? [];
    if (release !== undefined) return [between(release, nextAfter(release, release.split(".").length))];
    return /^\d[\w.+-]*$/.test(text) ? [exactly(text)] : bracketed(text);
  },
  raised(range, { version, below }: Target) {
    const text = range.trim();
    const [, release] = /^(\d+(?:\.\d+)*)\.\*(?:-\*)?$/.exec(text) ?? [];
    if (release !== undefined) return `${asLongAs(version, release)}.*`;
    if (/^\d/.test(text)) return version;
    return /^\[[^,]*\]$/.test(text) ? `[${version}]` : `[${version},${below})`;
  },
};

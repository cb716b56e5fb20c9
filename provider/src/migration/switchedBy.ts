import { createHash } from "node:crypto";
import type { IndexDescription, Tags } from "../pinecone/types";
import type { StackIdentity } from "./ownership";
import { podState, TAG } from "./tags";

/** Characters of a tag's value at most, and those it may have [API 2026-04, IndexTags]. */
const LONGEST = 120;
const NOT_ALLOWED = /[^A-Za-z0-9;@_.+ -]/g;
const HASHED = 32;

/** The change of tags that makes a switch to serverless, or guards one, and says whose it is. */
export function switchTags(stack: StackIdentity | undefined): Tags {
  return { [TAG.state]: "cutover", ...(stack === undefined ? {} : { [TAG.stack]: tagValue(stack.now) }) };
}

/** The change of tags that undoes it. */
export const NO_SWITCH: Tags = { [TAG.state]: "", [TAG.stack]: "" };

/**
 * The stack that switched traffic, `<project>@<stack>`, when it is another one than this. Undefined also where nobody noted
 * it: an older version, or the command line.
 */
export function switchedByOther(
  pod: Pick<IndexDescription, "tags"> | undefined,
  stack: StackIdentity | undefined,
): string | undefined {
  const by = notedStack(pod);
  if (by === undefined || stack === undefined || by === tagValue(stack.now)) return undefined;
  return switchedBefore(pod, stack) === undefined ? by : undefined;
}

/** The name of this stack under which it switched traffic, when that is one of before. */
export function switchedBefore(
  pod: Pick<IndexDescription, "tags"> | undefined,
  stack: StackIdentity | undefined,
): string | undefined {
  const by = notedStack(pod);
  return stack?.before?.find((name) => tagValue(name) === by);
}

/** As its tag has it; undefined where traffic wasn't switched. */
function notedStack(pod: Pick<IndexDescription, "tags"> | undefined): string | undefined {
  const by = pod?.tags[TAG.stack];
  return podState(pod) === "untouched" || by === "" ? undefined : by;
}

/** `<project>/<stack>` in a tag's alphabet. */
function tagValue(name: string): string {
  const value = name.replaceAll("/", "@").replaceAll(NOT_ALLOWED, "_");
  if (value.length <= LONGEST) return value;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, HASHED);
  return `${value.slice(0, LONGEST - HASHED - 1)}-${digest}`;
}

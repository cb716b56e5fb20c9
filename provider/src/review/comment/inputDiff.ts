import { isDeepStrictEqual } from "node:util";
import { clipped } from "./clipped";
import type { PlannedStep } from "./plannedStep";

/** Stands in a preview for a value that is known only once another resource is made. (@pulumi/pulumi, runtime/rpc.ts) */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** An input that changes; a side that isn't there is left out. */
export interface InputChange {
  readonly key: string;
  readonly was?: string;
  readonly becomes?: string;
}

/** Characters of one value. */
const LONGEST = 80;

/** What changes in a resource's inputs. Pulumi gives no diff for dynamic resources; keys that begin with "__" are hidden. */
export function inputChanges({ knownInputs, asked, operation }: PlannedStep): InputChange[] {
  if (operation !== "update" && operation !== "replace") return [];
  const keys = [...new Set([...Object.keys(knownInputs), ...Object.keys(asked)])].filter(
    (key) => !key.startsWith("__") && !isDeepStrictEqual(knownInputs[key], asked[key]),
  );
  return keys.sort().map((key) => ({
    key,
    ...(key in knownInputs ? { was: shown(knownInputs[key]) } : {}),
    ...(key in asked ? { becomes: shown(asked[key]) } : {}),
  }));
}

function shown(value: unknown): string {
  if (value === UNKNOWN) return "known after `up` has begun";
  return clipped(typeof value === "string" ? value : JSON.stringify(value), LONGEST);
}

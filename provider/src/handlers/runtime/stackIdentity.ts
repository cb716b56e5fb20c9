import type { StackIdentity } from "../../migration/ownership";

const PREFIX = "urn:pulumi:";

/**
 * The stack that a resource belongs to, out of its URN (`urn:pulumi:<stack>::<project>::<type>::<name>`). A renamed stack
 * has new URNs, but the `__urn` in its state is still the old one: among the inputs up to its next run, as Pulumi saves them
 * anew when nothing has changed; among the outputs up to the resource's next change.
 *
 * @param stacks the `__stacks` that a check has kept: names of before that the state alone would lose
 * @returns undefined without a URN: in tests, and in states of versions that had none
 */
export function stackIdentity(urn: unknown, urnInState: unknown, stacks?: unknown): StackIdentity | undefined {
  const now = stackOf(urn);
  if (now === undefined) return undefined;
  const kept = Array.isArray(stacks) ? stacks : [];
  const names = [stackOf(urnInState), ...kept].filter((name): name is string => typeof name === "string");
  const before = [...new Set(names)].filter((name) => name !== now);
  return { now, ...(before.length === 0 ? {} : { before }) };
}

function stackOf(urn: unknown): string | undefined {
  if (typeof urn !== "string" || !urn.startsWith(PREFIX)) return undefined;
  const [stack, project] = urn.slice(PREFIX.length).split("::");
  return stack && project ? `${project}/${stack}` : undefined;
}

import type { StackIdentity } from "../../migration/ownership";

const PREFIX = "urn:pulumi:";

/**
 * The stack that a resource belongs to, out of its URN (`urn:pulumi:<stack>::<project>::<type>::<name>`). A renamed stack
 * has new URNs, but the `__urn` among the inputs of its state is still the old one.
 *
 * @returns undefined without a URN: in tests, and in states of versions that had none
 */
export function stackIdentity(urn: unknown, urnInState: unknown): StackIdentity | undefined {
  const [now, before] = [stackOf(urn), stackOf(urnInState)];
  if (now === undefined) return undefined;
  return { now, ...(before === undefined ? {} : { before }) };
}

function stackOf(urn: unknown): string | undefined {
  if (typeof urn !== "string" || !urn.startsWith(PREFIX)) return undefined;
  const [stack, project] = urn.slice(PREFIX.length).split("::");
  return stack && project ? `${project}/${stack}` : undefined;
}

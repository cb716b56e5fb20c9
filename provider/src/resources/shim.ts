import type { Kind } from "../tokens";

/**
 * A kind's provider, as Pulumi writes it into the stack's state and runs it by any later version of podshift: only a
 * name. Pulumi's `dynamic.Resource` would write a class's functions in its place, forty times as long, which change
 * with the compiler and take a sixth of a small preview to make. What it evaluates is the same: a module whose
 * `handler` returns the provider (@pulumi/pulumi, cmd/dynamic-provider, 3.248). Every state of every user of Pulumi's
 * dynamic providers holds such a text, so it will go on being evaluated.
 */
export function shim(kind: Kind): string {
  return `exports.handler = () => require("podshift/handlers").providerOf("${kind}");\n`;
}

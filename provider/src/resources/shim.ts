import type { dynamic } from "@pulumi/pulumi";
import type { Kind } from "../tokens";

/**
 * A provider that Pulumi writes into the stack's state as text, and that any later version of podshift runs by. So it
 * is only a name: each method asks today's package for the handler, by a literal string, and captures nothing but the
 * kind. Anything more would show as a change in every stack whenever the package changes.
 */
function shim(kind: Kind): dynamic.ResourceProvider {
  return {
    configure: async (request) => require("podshift/handlers").configure(request),
    check: async (olds, news) => require("podshift/handlers").handlers[kind].check(olds, news),
    diff: async (id, olds, news) => require("podshift/handlers").handlers[kind].diff(id, olds, news),
    create: async (inputs) => require("podshift/handlers").handlers[kind].create(inputs),
    read: async (id, props) => require("podshift/handlers").handlers[kind].read(id, props),
    update: async (id, olds, news) => require("podshift/handlers").handlers[kind].update(id, olds, news),
    delete: async (id, props) => require("podshift/handlers").handlers[kind].delete(id, props),
  };
}

const shims = new Map<Kind, dynamic.ResourceProvider>();

/** The one provider object of a kind: Pulumi serializes an object once, however many resources share it. */
export function providerOf(kind: Kind): dynamic.ResourceProvider {
  const known = shims.get(kind);
  if (known !== undefined) return known;
  const made = shim(kind);
  shims.set(kind, made);
  return made;
}

import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PineconeCall, type PythonBindings, type PythonNames } from "./bindings";
import { foundAt } from "./foundAt";
import { MOVED, moveOntoClient, onto } from "./moveOntoClient";

export const moduleLevelCall: CodeRule<PythonBindings> = {
  id: "python/module-level-call",
  level: "error",
  step: "adapt-code",
  title: "A function of the module that is a method of the client now",
  help:
    "`pinecone.Index(...)`, `pinecone.list_indexes()`, `pinecone.create_index(...)` and the others asked the set-up of " +
    "`pinecone.init`. From version 3.0.0 on they are methods of a client, and the functions of the module raise " +
    "AttributeError. The fix of `python/old-client-init` moves them; without an init in the file they are moved if it has " +
    "exactly one client. Source: `pinecone/deprecation_warnings.py` of pinecone 3.2.2 and 7.3.0; 7.3.0 has no " +
    "`pinecone.Index`.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    const inits = callsOf(bindings, "module", ["init"]).length;
    const client = inits === 0 ? onlyClient(bindings) : undefined;
    const moves = inits === 1 && moveOntoClient(file, bindings) !== undefined;
    for (const call of callsOf(bindings, "module", MOVED)) {
      if (isDataPlaneClass(call)) continue;
      const edits = client !== undefined && sees(bindings, call, client) ? onto(call, client) : undefined;
      const message = `\`${call.name}\` is no function of the module any more from version 3 on`;
      const next = `call it on a client: \`pc.${call.name}(...)\``;
      yield foundAt(call.callee, message, moves ? `${next}; the fix of \`pinecone.init\` does it` : next, edits);
    }
  },
};

/** `Index(host=..., api_key=...)` makes an index without a client: it works from version 3 on. */
function isDataPlaneClass({ name, given }: PineconeCall): boolean {
  return name === "Index" && given.keywords.has("host");
}

/** The name of the module's only client. */
function onlyClient({ evaluator }: PythonNames): string | undefined {
  const names = [...evaluator.names.module.names].filter(
    ([name, bindings]) => bindings.length === 1 && evaluator.exported(name)?.kind === "client",
  );
  return names.length === 1 ? names[0]?.[0] : undefined;
}

function sees({ evaluator }: PythonNames, call: PineconeCall, client: string): boolean {
  return evaluator.named(client, call.start)?.kind === "client";
}

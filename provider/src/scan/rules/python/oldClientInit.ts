import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { moveOntoClient } from "./moveOntoClient";

export const oldClientInit: CodeRule<PythonBindings> = {
  id: "python/old-client-init",
  level: "error",
  step: "adapt-code",
  title: "The client is set up by `pinecone.init`",
  help:
    "`pinecone.init(api_key, environment)` set up the whole module. From version 3.0.0 (2024-01-16) on it raises " +
    "AttributeError: a client is an object, `pc = Pinecone(api_key=...)`, and needs no environment. The fix makes the " +
    "client, and moves the file's calls of the module onto it, where the client is certain to be visible at each of " +
    "them. Source: `pinecone/deprecation_warnings.py` of pinecone 3.2.2 and 7.3.0.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "module", ["init"])) {
      const edits = bindings && moveOntoClient(file, bindings);
      const next =
        "make a client, `pc = Pinecone(api_key=...)`, and call its methods instead of the module's functions";
      yield foundAt(call.node, "`pinecone.init` raises AttributeError from version 3 of the client on", next, edits);
    }
  },
};

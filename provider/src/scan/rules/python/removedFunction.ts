import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

/** What to do instead of each function that is gone. */
const INSTEAD: Readonly<Record<string, string>> = {
  whoami: "leave it out: a client needs no project name, and an index has its host in `pc.describe_index(name).host`",
  version: "leave it out, or read `pinecone.__version__`",
  scale_index: "leave it out: a serverless index scales by itself",
};

export const removedFunction: CodeRule<PythonBindings> = {
  id: "python/removed-function",
  level: "error",
  step: "adapt-code",
  title: "A function that is gone",
  help:
    "`pinecone.whoami()` and `pinecone.version()` are gone from version 3.0.0 on; `pinecone.scale_index(...)` raises " +
    "AttributeError: replicas of a pod index are set by `pc.configure_index(name, replicas=...)`, and a serverless index has " +
    "none. Source: tried with pinecone 3.2.2, 7.3.0, 8.0.0 and 9.0.1.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "module", Object.keys(INSTEAD))) {
      yield foundAt(call.node, `\`${call.name}\` is gone from version 3 of the client on`, INSTEAD[call.name] ?? "");
    }
  },
};

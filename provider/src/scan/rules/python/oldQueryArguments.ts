import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { stretchOf } from "./names/scopes";

export const oldQueryArguments: CodeRule<PythonBindings> = {
  id: "python/old-query-arguments",
  level: "error",
  step: "adapt-code",
  title: "A query's arguments by their places",
  help:
    "From version 3.0.0 on `index.query` takes keywords only: `index.query([...], top_k=5)` raises ValueError. The fix " +
    "names a single argument, which was the vector. Source: `query` of pinecone-client 2.2.4 and 3.2.2; tried with pinecone " +
    "7.3.0, 8.0.0 and 9.0.1.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "index", ["query"])) {
      const [first, ...more] = call.given.positional;
      if (first === undefined) continue;
      const start = stretchOf(first).start;
      const sure =
        more.length === 0 && !call.given.open && !["vector", "id"].some((name) => call.given.keywords.has(name));
      const edits = sure ? [{ start, end: start, text: "vector=" }] : undefined;
      const message = "`query` takes keywords only from version 3 of the client on";
      yield foundAt(call.node, message, "name the arguments: `index.query(vector=..., top_k=...)`", edits);
    }
  },
};

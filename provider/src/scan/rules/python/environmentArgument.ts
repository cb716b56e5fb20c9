import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { withoutArguments } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const environmentArgument: CodeRule<PythonBindings> = {
  id: "python/environment-argument",
  level: "warning",
  step: "adapt-code",
  title: "The client is given an environment",
  help:
    "A client of version 3 and later finds an index by its name in the whole project. `Pinecone(environment=...)` is " +
    "ignored up to version 8 and raises TypeError from 9.0.0 (2026-05-04) on. Source: tried with pinecone 3.2.2, 7.3.0, " +
    "8.0.0 and 9.0.1.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    const clients = ["Pinecone", "PineconeGRPC", "PineconeAsyncio", "AsyncPinecone"];
    for (const call of callsOf(bindings, "module", clients)) {
      const given = ["environment", "project_name"].flatMap((name) => call.given.keywords.get(name) ?? []);
      const [first] = given;
      if (first === undefined) continue;
      const edits = withoutArguments(
        call.node,
        given.map(({ node }) => node),
        file.text,
      );
      const message = `\`${first.name.text()}\` is ignored by the client up to version 8, and refused from 9 on`;
      yield foundAt(first.node, message, "leave it out: an index is found by its name or its host alone", edits);
    }
  },
};

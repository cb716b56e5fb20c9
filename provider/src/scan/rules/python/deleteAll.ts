import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const deleteAll: CodeRule<PythonBindings> = {
  id: "python/delete-all",
  level: "warning",
  step: "adapt-code",
  title: "A namespace is emptied",
  help:
    "On a serverless index an emptied namespace is gone, and `delete_all` of a namespace that doesn't exist is answered " +
    "with 404 (code 5), where a pod index says nothing. Source: reports of many programs (2024 to 2026); the vendor's " +
    "API names no such answer.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "index", ["delete", "delete_async"])) {
      const all = argument(call.given, "delete_all", 1);
      if (all === undefined || all.kind() === "false" || all.kind() === "none") continue;
      const message = "on a serverless index this fails with 404 if the namespace doesn't exist";
      yield foundAt(call.node, message, "take 404 (`pinecone.exceptions.NotFoundException`) for done");
    }
  },
};

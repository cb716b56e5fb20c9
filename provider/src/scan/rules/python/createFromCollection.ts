import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const createFromCollection: CodeRule<PythonBindings> = {
  id: "python/create-from-collection",
  level: "warning",
  step: "adapt-code",
  title: "An index is created from a collection",
  help:
    "The Python client makes only pod indexes from a collection: up to 9.0.1 its `ServerlessSpec` refuses " +
    "`source_collection` (TypeError), and API 2026-07 refuses it altogether. Only the Node client from 6.1.2 on, the Go " +
    "client from 4.1.2 on and plain requests to API 2025-04 to 2026-04 make a serverless index from one: podshift does it " +
    "in phase `copy`. Later, restore from a backup: `pc.create_index_from_backup(...)`, client 7.0.0 and later. Source: " +
    "tried with pinecone 3.2.2, 7.3.0, 8.0.0 and 9.0.1.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    const creating = callsOf(bindings, ["module", "client"], ["create_index", "PodSpec", "ServerlessSpec"]);
    for (const { given } of creating) {
      const source = given.keywords.get("source_collection");
      if (source === undefined) continue;
      const message = "the Python client can't make a serverless index from a collection";
      yield foundAt(
        source.node,
        message,
        "let podshift make it (phase `copy`), or restore a backup of a serverless index",
      );
    }
  },
};

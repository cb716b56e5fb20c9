import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const createCollection: CodeRule<PythonBindings> = {
  id: "python/create-collection",
  level: "error",
  step: "adapt-code",
  title: "A collection is made of an index",
  help:
    "Collections are made of pod indexes only: of a serverless index the request is refused with 400. A serverless index " +
    "has backups: `pc.create_backup(index_name=..., backup_name=...)`, client 7.0.0 and later. Source: " +
    "tests/integration/test_collections.py of the vendor's Python client; `create_backup` of pinecone 7.3.0.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, ["module", "client"], ["create_collection"])) {
      const message = "a serverless index can't be saved as a collection: the request is refused with 400";
      yield foundAt(call.node, message, "make a backup instead: `pc.create_backup(index_name=..., backup_name=...)`");
    }
  },
};

import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { methodsHandedOn } from "./handedOn";

const WRITES = [
  ...["upsert", "upsert_from_dataframe", "upsert_records", "update", "delete", "delete_namespace", "start_import"],
  ...["upsert_async", "update_async", "delete_async"],
];

const NEXT = "hold it back from `copy` until the cutover is done (`writes: paused`), or capture it";

export const writeToCapture: CodeRule<PythonBindings> = {
  id: "python/write-to-capture",
  level: "note",
  step: "capture",
  title: "A write that the migration has to see",
  help:
    "Writes that are made while the index is copied must be recorded, or the serverless index lacks them: send them through " +
    "podshift's proxy, which records them for applications in any language, from `phase: capture` on until the migration " +
    "is retired; or let them wait from phase `copy` until the cutover is done (`writes: paused`). Source: docs/write-modes.md.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    for (const call of callsOf(bindings, "index", WRITES)) {
      const message = `\`${call.name}\` writes to the index: the copy lacks it unless it is captured`;
      yield foundAt(call.node, message, NEXT);
    }
    for (const method of methodsHandedOn(file, bindings, WRITES)) {
      const message = `\`${method.text()}\` is handed on, and writes to the index wherever it is called`;
      yield foundAt(method, message, NEXT);
    }
  },
};

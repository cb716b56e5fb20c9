import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings, type PythonNames } from "./bindings";
import { foundAt } from "./foundAt";

const WRITES = [
  ...["upsert", "upsert_from_dataframe", "upsert_records", "update", "delete", "delete_namespace", "start_import"],
  ...["upsert_async", "update_async", "delete_async"],
];

const NEXT = "hold it back from `copy` until the cutover is done (`writes: paused`), or capture it";

/** Rules most files out before their trees are searched. */
const GIVEN = new RegExp(`\\.(${WRITES.join("|")})\\b(?!\\s*\\()`);

export const writeToCapture: CodeRule<PythonBindings> = {
  id: "python/write-to-capture",
  level: "note",
  step: "capture",
  title: "A write that the migration has to see",
  help:
    "Writes that are made while the index is copied must be recorded, or the serverless index lacks them. podshift's " +
    "capture runs in Node processes; its proxy for other languages is not built yet. Until then this write has to wait " +
    "from phase `copy` until the cutover is done (`writes: paused`). Source: docs/write-modes.md.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    for (const call of callsOf(bindings, "index", WRITES)) {
      const message = `\`${call.name}\` writes to the index: the copy lacks it unless it is captured`;
      yield foundAt(call.node, message, NEXT);
    }
    for (const method of methodsGiven(file, bindings)) {
      const message = `\`${method.text()}\` is handed on, and writes to the index wherever it is called`;
      yield foundAt(method, message, NEXT);
    }
  },
};

/** `asyncio.to_thread(index.upsert, vectors)`, `pool.map(index.upsert, batches)`, `write = index.upsert`. */
function methodsGiven(file: SourceFile, { evaluator }: PythonNames): SgNode[] {
  if (!GIVEN.test(file.text)) return [];
  const named = { field: "attribute", regex: `^(${WRITES.join("|")})$` };
  return file.root.findAll({ rule: { kind: "attribute", has: named } }).filter((node) => {
    const above = node.parent();
    if (above?.kind() === "call" && above.field("function")?.id() === node.id()) return false;
    const object = node.field("object");
    return object !== null && evaluator.value(object)?.kind === "index";
  });
}

import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument, isNone } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { argumentBeside, methodsHandedOn } from "./handedOn";

const METHODS = ["delete", "delete_async"];
/** Behind ids, delete_all and namespace. */
const PLACE = 3;
const MESSAGE = "a serverless index takes at most 5 deletes by filter a second and namespace, and took none at first";
const NEXT = "delete by ids where they are known, and expect 404 for a namespace that is gone";

export const deleteByFilter: CodeRule<PythonBindings> = {
  id: "python/delete-by-filter",
  level: "warning",
  step: "adapt-code",
  title: "Records are deleted by a metadata filter",
  help:
    "Serverless indexes refused this with 400 when they came (2024), and take it now, with at most 5 such requests a " +
    "second and namespace, and with 404 where the namespace doesn't exist. In phase `capture` it costs more than a delete " +
    "by ids: each such delete makes catch-up look through the namespace. Source: the vendor's pages delete-data and " +
    "rate-limits (2026); canopy#306.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    for (const { node, given } of callsOf(bindings, "index", METHODS)) {
      if (!isNone(argument(given, "filter", PLACE))) yield foundAt(node, MESSAGE, NEXT);
    }
    for (const method of methodsHandedOn(file, bindings, METHODS)) {
      if (!isNone(argumentBeside(method, "filter", PLACE))) yield foundAt(method, MESSAGE, NEXT);
    }
  },
};

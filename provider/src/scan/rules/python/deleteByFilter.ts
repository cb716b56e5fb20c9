import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument, isNone } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

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
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "index", ["delete", "delete_async"])) {
      const filter = argument(call.given, "filter", 3);
      if (filter === undefined || isNone(filter)) continue;
      const message =
        "a serverless index takes at most 5 deletes by filter a second and namespace, and took none at first";
      yield foundAt(
        call.node,
        message,
        "delete by ids where they are known, and expect 404 for a namespace that is gone",
      );
    }
  },
};

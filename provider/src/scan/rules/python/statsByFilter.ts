import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument, isNone } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const statsByFilter: CodeRule<PythonBindings> = {
  id: "python/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Statistics by a metadata filter",
  help:
    "A serverless index answers `describe_index_stats(filter=...)` with 400: it does not support statistics by metadata. " +
    "Without a filter it gives the counts of each namespace. Source: API 2026-04; tests/integration/test_data_plane.py of " +
    "the vendor's Python client.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "index", ["describe_index_stats"])) {
      const filter = argument(call.given, "filter", 0);
      if (filter === undefined || isNone(filter) || isEmpty(filter)) continue;
      const message = "a serverless index refuses statistics by a filter with 400";
      yield foundAt(call.node, message, "ask without a filter, by namespace, or keep such counts in the application");
    }
  },
};

/** `{}`, which filters nothing. */
function isEmpty(filter: SgNode): boolean {
  return filter.kind() === "dictionary" && filter.namedChildren().length === 0;
}

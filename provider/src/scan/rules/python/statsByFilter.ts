import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument, isNone } from "./arguments";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { argumentBeside, methodsHandedOn } from "./handedOn";

const METHOD = "describe_index_stats";
const NEXT = "ask without a filter, by namespace, or keep such counts in the application";

export const statsByFilter: CodeRule<PythonBindings> = {
  id: "python/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Statistics by a metadata filter",
  help:
    "A serverless index answers `describe_index_stats(filter=...)` with 400: it does not support statistics by metadata. " +
    "Without a filter it gives the counts of each namespace. Source: API 2026-04; tests/integration/test_data_plane.py of " +
    "the vendor's Python client.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    const message = "a serverless index refuses statistics by a filter with 400";
    for (const { node, given } of callsOf(bindings, "index", [METHOD])) {
      const filter = argument(given, "filter", 0);
      if (isFilter(filter)) yield foundAt(node, message, NEXT);
      // It takes hardly anything else.
      else if (filter === undefined && given.open)
        yield foundAt(node, `what is unpacked here may be a filter: ${message}`, NEXT);
    }
    for (const method of methodsHandedOn(file, bindings, [METHOD])) {
      if (isFilter(argumentBeside(method, "filter", 0))) yield foundAt(method, message, NEXT);
    }
  },
};

function isFilter(filter: SgNode | undefined): filter is SgNode {
  return filter !== undefined && !isNone(filter) && !isEmpty(filter);
}

/** `{}`, which filters nothing. */
function isEmpty(filter: SgNode): boolean {
  return filter.kind() === "dictionary" && filter.namedChildren().length === 0;
}

import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { type Bindings, indexCalls } from "./names/bindings";
import { propertyNamed } from "./names/syntax";

/** describeIndexStats({ filter }). */
export const STATS_BY_FILTER: CodeRule<Bindings | undefined> = {
  id: "javascript/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Statistics by filter",
  help:
    "A serverless index refuses `describeIndexStats({ filter })` with 400. Ask for the statistics as a whole, keep what is " +
    "counted in a namespace of its own, or count elsewhere. (Source: docs.pinecone.io and the client's tests, 2026-11.)",
  *find(_file, bindings) {
    for (const call of indexCalls(bindings, "describeIndexStats")) {
      const [first] = call.arguments;
      const options = first === undefined ? undefined : bindings?.evaluation.objectOf(first);
      if (options === undefined) continue;
      const request = propertyNamed(options, "describeIndexStatsRequest")?.value;
      const filter = propertyNamed(request?.kind() === "object" ? request : options, "filter");
      if (filter === undefined || filter.value.text() === "undefined") continue;
      yield {
        span: spanOf(filter.node),
        message: "a serverless index gives no statistics by filter: it answers 400",
        next: "ask without a filter, or keep what is counted in a namespace of its own",
      };
    }
  },
};

import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { argumentFor, type CSharpNames, INDEXES, propertiesOf } from "./names";

const MESSAGE = "A serverless index refuses statistics by filter (400)";
const NEXT =
  "Ask without a filter, or count by another way: one namespace each, or a number that the application keeps";

export const STATS_BY_FILTER: CodeRule<CSharpNames | undefined> = {
  id: "csharp/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Index statistics by metadata filter",
  help:
    'Serverless indexes answer statistics by filter with 400, code 3: "Serverless and Starter indexes do not support ' +
    "describing index stats with metadata filtering\". Without a filter it works. Source: API 2026-04, and the vendor's own " +
    "tests.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode, args } of callsOn(names.calls, INDEXES, new Set(["DescribeStats"]))) {
      const filter = argumentFor(args, "filter", 0);
      const type = filter === undefined ? undefined : names.types.of(filter);
      if (filter !== undefined && filter.text() !== "null" && type !== "CancellationToken")
        yield found(nameNode, MESSAGE, NEXT);
    }
    for (const { node } of names.creations.filter(({ type }) => type === "Pinecone.DescribeIndexStatsRequest"))
      for (const { key, value } of propertiesOf(node).filter(({ name }) => name === "Filter"))
        if (value.text() !== "null") yield found(key, MESSAGE, NEXT);
  },
};

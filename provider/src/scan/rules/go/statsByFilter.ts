import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { connectionCalls, type GoNames } from "./names";

const METHODS = new Set(["DescribeIndexStatsFiltered"]);

export const STATS_BY_FILTER: CodeRule<GoNames | undefined> = {
  id: "go/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Index statistics by metadata filter",
  help:
    'Serverless indexes answer `DescribeIndexStatsFiltered` with 400, code 3: "Serverless and Starter indexes do not ' +
    'support describing index stats with metadata filtering". `DescribeIndexStats` works. Source: API 2026-04, and the ' +
    "vendor's own tests.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode } of connectionCalls(names, METHODS)) {
      const next =
        "Ask without a filter, or count by another way: one namespace each, or a number that the application keeps";
      yield found(nameNode, "A serverless index refuses statistics by filter (400)", next);
    }
  },
};

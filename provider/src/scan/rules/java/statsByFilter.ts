import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { filtersSetOn, INDEXES } from "./dataTypes";
import type { JavaNames } from "./names";

const MESSAGE = "A serverless index refuses statistics by filter (400)";
const NEXT =
  "Ask without a filter, or count by another way: one namespace each, or a number that the application keeps";

export const STATS_BY_FILTER: CodeRule<JavaNames | undefined> = {
  id: "java/stats-by-filter",
  level: "error",
  step: "adapt-code",
  title: "Index statistics by metadata filter",
  help:
    'Serverless indexes answer `describeIndexStats(filter)` with 400, code 3: "Serverless and Starter indexes do not ' +
    'support describing index stats with metadata filtering". Without a filter it works. Source: API 2026-04, and the ' +
    "vendor's own tests.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode, args } of callsOn(names.calls, INDEXES, new Set(["describeIndexStats"])))
      if (args[0] !== undefined && !isEmpty(args[0])) yield found(nameNode, MESSAGE, NEXT);
    for (const { nameNode } of filtersSetOn(names.calls, "DescribeIndexStatsRequest"))
      yield found(nameNode, MESSAGE, NEXT);
  },
};

/** `null` or a filter without fields, written here or in a variable of the method. */
function isEmpty(filter: SgNode): boolean {
  if (filter.kind() !== "identifier") return isEmptyValue(filter);
  const method = filter.ancestors().find((node) => node.kind() === "method_declaration");
  const declared = method?.findAll({
    rule: { kind: "variable_declarator", has: { field: "name", regex: `^${filter.text()}$` } },
  });
  const value = declared?.length === 1 ? declared[0]?.field("value") : undefined;
  return value ? isEmptyValue(value) : false;
}

function isEmptyValue(node: SgNode): boolean {
  const text = node.text().replaceAll(/\s/g, "");
  return text === "null" || /(?:^|\.)Struct\.(?:newBuilder\(\)\.build|getDefaultInstance)\(\)$/.test(text);
}

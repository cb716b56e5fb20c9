import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { filtersSetOn, INDEXES } from "./dataTypes";
import type { JavaNames } from "./names";

const MESSAGE = "Deleting by metadata filter is limited on serverless to 5 requests a second and namespace";
const NEXT = "Check its rate; ids with a common prefix, or a namespace of their own, can be deleted without a filter";

export const DELETE_BY_FILTER: CodeRule<JavaNames | undefined> = {
  id: "java/delete-by-filter",
  level: "warning",
  step: "adapt-code",
  title: "Delete by metadata filter",
  help:
    "Serverless indexes refused to delete by filter when they were new (400), and take it by now: at most 5 requests a " +
    "second for a namespace and 500 for an index (operation limits, 2026). While writes are captured, the proxy needs to " +
    "see such a delete: its records can't be told from the request.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode } of callsOn([...names.calls, ...names.references], INDEXES, new Set(["deleteByFilter"])))
      yield found(nameNode, MESSAGE, NEXT);
    for (const { nameNode, args } of callsOn(names.calls, INDEXES, new Set(["delete"])))
      if (args.length === 4 && args[3]?.text() !== "null") yield found(nameNode, MESSAGE, NEXT);
    for (const { nameNode } of filtersSetOn(names.calls, "DeleteRequest")) yield found(nameNode, MESSAGE, NEXT);
  },
};

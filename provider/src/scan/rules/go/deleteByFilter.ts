import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { connectionCalls, type GoNames } from "./names";

export const DELETE_BY_FILTER: CodeRule<GoNames | undefined> = {
  id: "go/delete-by-filter",
  level: "warning",
  step: "adapt-code",
  title: "Delete by metadata filter",
  help:
    "Serverless indexes refused to delete by filter when they were new (400), and take it by now: at most 5 requests a " +
    "second for a namespace and 500 for an index (operation limits, 2026). While writes are captured, the proxy needs to " +
    "see such a delete: its records can't be told from the request.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode } of connectionCalls(names, new Set(["DeleteVectorsByFilter"]))) {
      const message = "Deleting by metadata filter is limited on serverless to 5 requests a second and namespace";
      const next =
        "Check its rate; ids with a common prefix, or a namespace of their own, can be deleted without a filter";
      yield found(nameNode, message, next);
    }
  },
};

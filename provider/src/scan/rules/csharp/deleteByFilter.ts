import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { type CSharpNames, INDEXES, partsOf, propertiesOf } from "./names";

export const DELETE_BY_FILTER: CodeRule<CSharpNames | undefined> = {
  id: "csharp/delete-by-filter",
  level: "warning",
  step: "adapt-code",
  title: "Delete by metadata filter",
  help:
    "Serverless indexes refused to delete by filter when they were new (400), and take it by now: at most 5 requests a " +
    "second for a namespace and 500 for an index (operation limits, 2026). While writes are captured, the proxy needs to " +
    "see such a delete: its records can't be told from the request.",
  *find(_file, names) {
    if (names === undefined) return;
    const message = "Deleting by metadata filter is limited on serverless to 5 requests a second and namespace";
    const next =
      "Check its rate; ids with a common prefix, or a namespace of their own, can be deleted without a filter";
    for (const { nameNode, args } of callsOn(names.calls, INDEXES, new Set(["Delete"])))
      if (args[0] !== undefined && isFilter(args[0], names)) yield found(nameNode, message, next);
    for (const { node } of names.creations.filter(({ type }) => type === "Pinecone.DeleteRequest"))
      for (const { key } of propertiesOf(node).filter(({ name }) => name === "Filter")) yield found(key, message, next);
  },
};

/** The community's `Delete` takes ids or a filter. */
function isFilter(argument: SgNode, { types }: CSharpNames): boolean {
  const { name, value } = partsOf(argument);
  return name === "filter" || (value !== undefined && types.of(value) === "Pinecone.MetadataMap");
}

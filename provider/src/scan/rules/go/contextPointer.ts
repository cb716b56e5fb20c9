import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { connectionCalls, type GoNames } from "./names";
import type { GoTypes } from "./types";

/** The connection's methods of 0.4. */
const METHODS = new Set([
  "DeleteAllVectorsInNamespace",
  "DeleteVectorsByFilter",
  "DeleteVectorsById",
  "DescribeIndexStats",
  "DescribeIndexStatsFiltered",
  "FetchVectors",
  "ListVectors",
  "QueryByVectorId",
  "QueryByVectorValues",
  "UpdateVector",
  "UpsertVectors",
]);

export const CONTEXT_POINTER: CodeRule<GoNames | undefined> = {
  id: "go/context-pointer",
  level: "error",
  step: "adapt-code",
  title: "Pointer to a context",
  help:
    "Up to 0.4 the connection's methods took a `*context.Context`; since 0.5.0 they take the context itself. Source: " +
    "go-pinecone's sources at v0.4.1 and v0.5.0.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { args, name } of connectionCalls(names, METHODS)) {
      const [context] = args;
      const edit = context === undefined ? undefined : withoutPointer(context, names.types);
      if (context === undefined || edit === undefined) continue;
      const message = `\`${name}\` takes the context itself since 0.5.0`;
      yield found(context, message, "Pass the context, not a pointer to it", [edit]);
    }
  },
};

/** `&ctx` -> `ctx`; a variable that is a pointer is followed. */
function withoutPointer(argument: SgNode, types: GoTypes): Edit | undefined {
  const start = argument.range().start.index;
  if (argument.kind() === "unary_expression" && argument.field("operator")?.text() === "&")
    return { start, end: argument.field("operand")?.range().start.index ?? start + 1, text: "" };
  if (argument.kind() !== "identifier") return undefined;
  const type = types.declarationOf(argument)?.node.parent()?.field("type");
  return type?.kind() === "pointer_type" ? { start, end: start, text: "*" } : undefined;
}

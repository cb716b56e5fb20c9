import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import type { Bindings } from "./names/bindings";

const NAME = "PINECONE_ENVIRONMENT";

const READS = {
  rule: {
    any: [
      { kind: "property_identifier", regex: `^${NAME}$`, inside: { kind: "member_expression", field: "property" } },
      {
        kind: "string",
        has: { kind: "string_fragment", regex: `^${NAME}$` },
        inside: { kind: "subscript_expression" },
      },
      { kind: "shorthand_property_identifier_pattern", regex: `^${NAME}$` },
    ],
  },
};

/** Reading PINECONE_ENVIRONMENT. */
export const ENVIRONMENT_VARIABLE: CodeRule<Bindings | undefined> = {
  id: "javascript/environment-variable",
  level: "warning",
  step: "adapt-code",
  title: "PINECONE_ENVIRONMENT is read",
  help:
    "The client reads `PINECONE_ENVIRONMENT` no more since 2.0.0, and serverless indexes have no environment. A check that " +
    "the variable is set fails once somebody takes it out of the deployment. (Source: the client's v2 migration guide, 2026-07.)",
  *find(file, bindings) {
    if (!file.text.includes(NAME)) return;
    for (const node of file.root.findAll(READS)) {
      if (!isOfProcess(node) || isArgument(node, bindings)) continue;
      yield {
        span: spanOf(node),
        message: `\`${NAME}\` has no use: neither the client nor a serverless index has an environment`,
        next: "drop it from the code and from the deployment",
      };
    }
  },
};

/** `process.env.X`, `process.env["X"]`, `const { X } = process.env`. */
function isOfProcess(node: SgNode): boolean {
  const parent = node.parent();
  const holder = parent?.kind() === "object_pattern" ? parent.parent()?.field("value") : parent?.field("object");
  const text = holder?.text();
  return text === "process.env" || text === "import.meta.env" || text === "Bun.env";
}

/** As the client's own argument it is that argument's finding. */
function isArgument(node: SgNode, bindings: Bindings | undefined): boolean {
  if (bindings === undefined) return false;
  const pair = node.ancestors().find((each) => each.kind() === "pair");
  if (pair?.field("key")?.text() !== "environment") return false;
  const call = pair.ancestors().find((each) => each.kind() === "new_expression" || each.kind() === "call_expression");
  const callee = call?.field("constructor") ?? call?.field("function")?.field("object");
  const kind = callee ? bindings.evaluation.kindOf(callee) : undefined;
  return kind?.is === "class" || kind?.is === "client";
}

import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import type { CSharpNames } from "./names";

/** What moved from `Details` onto the index itself. */
const MOVED = /^(?:Name|Dimension|Metric)$/;

export const OLD_DESCRIBE_ANSWER: CodeRule<CSharpNames | undefined> = {
  id: "csharp/old-describe-answer",
  level: "error",
  step: "adapt-code",
  title: "Details of an index in their old place",
  help:
    "The community's `index.Details` of 1.x is gone since 2.0.0: `Name`, `Dimension`, `Metric`, `Host` and `Spec` are the " +
    "index's own, and a pod index's numbers are in `Spec.Pod`, which a serverless one has not. `--fix` moves the first three. " +
    "Source: Pinecone.NET's sources at 1.4.0 and 2.1.1.",
  *find(file, names) {
    if (names === undefined) return;
    const accesses = file.root.findAll({ rule: { kind: "member_access_expression", regex: "Details$" } });
    for (const node of accesses) {
      const [name, expression] = [node.field("name"), node.field("expression")];
      if (name?.text() !== "Details" || expression === null) continue;
      if (names.types.of(expression) === "Pinecone.Index") yield moved(node, expression, name);
    }
  },
};

function moved(node: SgNode, expression: SgNode, name: SgNode): Found {
  const parent = node.parent();
  const part = parent?.kind() === "member_access_expression" ? parent.field("name")?.text() : undefined;
  const message = "An index has no `Details` since Pinecone.NET 2.0.0";
  if (part === undefined || !MOVED.test(part)) return found(name, message, "Read the index's own properties");
  const cut = { start: expression.range().end.index, end: node.range().end.index, text: "" };
  return found(name, message, `Read \`${part}\` of the index itself`, [cut]);
}

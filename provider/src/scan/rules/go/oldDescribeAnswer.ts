import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { found } from "../typed/calls";
import type { GoNames } from "./names";

const WITH_DIMENSION = new Set(["pinecone.Index", "pinecone.DescribeIndexStatsResponse"]);
/** Fields that were pointers up to 0.4. */
const NO_POINTERS: Readonly<Record<string, readonly string[]>> = {
  "pinecone.Usage": ["ReadUnits"],
  "pinecone.Collection": ["Size", "Dimension", "VectorCount"],
};

export const OLD_DESCRIBE_ANSWER: CodeRule<GoNames | undefined> = {
  id: "go/old-describe-answer",
  level: "error",
  step: "adapt-code",
  title: "Answer in its old shape",
  help:
    "`Spec.Pod` of a described index is nil for a serverless one. `Dimension` of an index and of its statistics is a pointer " +
    "since 3.0.0. `ReadUnits` and a collection's `Size`, `Dimension` and `VectorCount` were pointers up to 0.4, and aren't " +
    "since 0.5.0: `--fix` takes the `*` away. Source: go-pinecone's sources at these tags.",
  *find(file, names) {
    if (names === undefined) return;
    for (const node of file.root.findAll({ rule: { kind: "selector_expression" } })) {
      const field = node.field("field");
      const owner = names.types.ownerOf(node);
      if (field === null || !owner?.startsWith("pinecone.")) continue;
      const finding = inOldShape(node, field, owner, names.major);
      if (finding !== undefined && !isGuarded(field, node, file)) yield finding;
    }
  },
};

function inOldShape(node: SgNode, field: SgNode, owner: string, major: number): Found | undefined {
  const name = field.text();
  if (owner === "pinecone.IndexSpec" && name === "Pod")
    return found(field, "`Pod` is nil for a serverless index", "Read `Serverless`, or check for nil");
  if (NO_POINTERS[owner]?.includes(name)) return followed(node, name);
  if (!WITH_DIMENSION.has(owner) || name !== "Dimension" || !isUsedPlainly(node, major)) return undefined;
  return found(field, "`Dimension` is a pointer since 3.0.0", "Check it for nil, and read it by `*`");
}

/** `*usage.ReadUnits` -> `usage.ReadUnits`. */
function followed(node: SgNode, name: string): Found | undefined {
  const parent = node.parent();
  if (parent?.kind() !== "unary_expression" || parent.field("operator")?.text() !== "*") return undefined;
  const edit = { start: parent.range().start.index, end: node.range().start.index, text: "" };
  return found(parent, `\`${name}\` is no pointer since 0.5.0`, "Take the `*` away", [edit]);
}

function isNil(node: SgNode | null): boolean {
  return node?.kind() === "nil";
}

/** From 3 on only what a pointer can't do is known to be old: counting and comparing, and conversions. */
function isUsedPlainly(node: SgNode, major: number): boolean {
  const parent = node.parent();
  if (parent?.kind() === "unary_expression") return parent.field("operator")?.text() !== "*";
  if (parent?.kind() === "binary_expression") return !isNil(parent.field("left")) && !isNil(parent.field("right"));
  if (major < 3) return true;
  return /^u?int\d*$|^float\d+$/.test(parent?.parent()?.field("function")?.text() ?? "");
}

/** Whether the function asks if the field is nil. */
function isGuarded(field: SgNode, node: SgNode, file: SourceFile): boolean {
  const kinds = new Set(["function_declaration", "method_declaration"]);
  const around = node.ancestors().find((each) => kinds.has(String(each.kind()))) ?? file.root;
  return around
    .findAll({ rule: { kind: "binary_expression", has: { kind: "nil" } } })
    .some((each) => each.text().includes(`.${field.text()}`));
}

import type { SgNode } from "@ast-grep/napi";
import type { CodeRule, SourceFile } from "../../rule";
import { found } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";
import { addressOf } from "./pointers";

const MESSAGE = "A vector's `Values` is a pointer to a slice since 3.0.0";

export const OLD_VECTOR_VALUES: CodeRule<GoNames | undefined> = {
  id: "go/old-vector-values",
  level: "error",
  step: "adapt-code",
  title: "Values of a vector as a plain slice",
  help:
    "`Values` of `pinecone.Vector` is a `*[]float32` since 3.0.0, nil where a record is sparse or its values weren't asked " +
    "for. `--fix` takes the address of literals and of variables that nobody sets again. Source: go-pinecone's sources at " +
    "v2.2.0 and v3.0.0.",
  *find(file, names) {
    if (names === undefined) return;
    const vectors = names.creations.filter(({ type }) => type === "pinecone.Vector");
    for (const { name, value } of vectors.flatMap(fieldsOf)) {
      if (name !== "Values" || !isSlice(value, names)) continue;
      const edit = addressOf(value, names.types, file);
      yield found(value, MESSAGE, "Take the slice's address", edit === undefined ? undefined : [edit]);
    }
    for (const node of readsOf(file, names)) yield found(node, MESSAGE, "Check it for nil, and read the slice by `*`");
  },
};

/** Below 3 it could be nothing else. */
function isSlice(value: SgNode, { types, major }: GoNames): boolean {
  const type = types.of(value);
  return type === undefined ? major < 3 && value.kind() !== "nil" : type.startsWith("[]");
}

function readsOf(file: SourceFile, names: GoNames): SgNode[] {
  return file.root
    .findAll({ rule: { kind: "selector_expression", regex: "\\.\\s*Values$" } })
    .filter((node) => names.types.ownerOf(node) === "pinecone.Vector" && isReadAsSlice(node, names.major))
    .flatMap((node) => node.field("field") ?? []);
}

/** What a pointer to a slice can't do; below 3 everything but following it. */
function isReadAsSlice(node: SgNode, major: number): boolean {
  const parent = node.parent();
  switch (parent?.kind()) {
    case "unary_expression":
      return parent.field("operator")?.text() !== "*";
    case "binary_expression":
      return false;
    case "index_expression":
    case "slice_expression":
    case "range_clause":
      return true;
    case "argument_list":
      return major < 3 || /^(?:len|cap|append|copy)$/.test(parent.parent()?.field("function")?.text() ?? "");
    default:
      return major < 3;
  }
}

import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../../finding";
import type { CodeRule, SourceFile } from "../../../rule";
import { spanOf } from "../../../span";
import { blockIn, bodyOf, type Resource, valueIn } from "./resource";

/** A pod index without `prevent_destroy`. */
export const TERRAFORM_UNGUARDED_POD_INDEX: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-unguarded-pod-index",
  level: "warning",
  step: "infrastructure",
  title: "Pod index without `prevent_destroy`",
  help:
    "`lifecycle { prevent_destroy = true }` makes Terraform refuse a plan that destroys or replaces the index. Without it one " +
    "changed line of a spec deletes all records. It goes with its block: taking the block out of the configuration destroys " +
    "the index all the same, so take it out of the state first. (Source: Terraform's lifecycle meta-argument.)",
  *find(file, resources) {
    for (const { node, body } of resources.filter(({ kind }) => kind === "pod")) {
      const lifecycle = blockIn(body, "lifecycle");
      const inner = lifecycle === undefined ? undefined : bodyOf(lifecycle);
      const setting = inner === undefined ? undefined : valueIn(inner, "prevent_destroy")?.text();
      if (setting === "true") continue;
      const edit =
        setting !== undefined
          ? undefined
          : lifecycle === undefined
            ? wholeBlock(file, node, body)
            : inBlock(file, lifecycle);
      yield {
        span: spanOf(node),
        message: "nothing keeps this pod index from being destroyed with its records: `prevent_destroy` is not set",
        next: "write `lifecycle { prevent_destroy = true }`",
        ...(edit === undefined ? {} : { edits: [edit] }),
      };
    }
  },
};

/** A lifecycle block before the resource's closing brace. */
function wholeBlock(file: SourceFile, node: SgNode, body: SgNode): Edit | undefined {
  const close = node.namedChildren().at(-1)?.range().start.index;
  if (close === undefined) return undefined;
  const line = lineStart(file.text, close);
  const outer = file.text.slice(line, close);
  if (outer.trim() !== "") return undefined;
  const [first] = body.namedChildren();
  const at = first?.range().start.index ?? close;
  const indent = file.text.slice(lineStart(file.text, at), at);
  if (indent.trim() !== "") return undefined;
  const deeper = indent + indent.slice(outer.length);
  const text = `\n${indent}lifecycle {\n${deeper}prevent_destroy = true\n${indent}}\n`;
  return { start: line, end: line, text };
}

/** The setting first in the lifecycle block. */
function inBlock(file: SourceFile, lifecycle: SgNode): Edit | undefined {
  const body = bodyOf(lifecycle);
  const first = body?.namedChildren()[0];
  if (first === undefined) return undefined;
  const at = first.range().start.index;
  const indent = file.text.slice(lineStart(file.text, at), at);
  return indent.trim() === "" ? { start: at, end: at, text: `prevent_destroy = true\n${indent}` } : undefined;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

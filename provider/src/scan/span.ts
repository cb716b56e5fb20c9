import type { SgNode } from "@ast-grep/napi";
import type { Edit, Span } from "./finding";

/** Where a node stands. */
export function spanOf(node: SgNode): Span {
  const { start, end } = node.range();
  return {
    start: { offset: start.index, line: start.line + 1, column: start.column + 1 },
    end: { offset: end.index, line: end.line + 1, column: end.column + 1 },
  };
}

/** Replaces a node's text. */
export function replaceNode(node: SgNode, text: string): Edit {
  const { start, end } = node.range();
  return { start: start.index, end: end.index, text };
}

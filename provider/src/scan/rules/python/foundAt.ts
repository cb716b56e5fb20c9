import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import { spanOf } from "../../span";

/** A finding at a node. */
export function foundAt(node: SgNode, message: string, next: string, edits?: readonly Edit[]): Found {
  return { span: spanOf(node), message, next, ...(edits !== undefined && edits.length > 0 && { edits }) };
}

/** A text for a message: on one line, and short. */
export function short(node: SgNode): string {
  const text = node.text().replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

import type { SgNode } from "@ast-grep/napi";
import type { Declarations } from "./declarations";
import { stringValue, unwrapped } from "./syntax";

/** An object literal, or the one that a constant name stands for. */
export function objectOf(expression: SgNode, declarations: Declarations): SgNode | undefined {
  const node = unwrapped(expression);
  if (node.kind() === "object") return node;
  const value = constantOf(node, declarations);
  return value?.kind() === "object" ? value : undefined;
}

/** A string literal, or the one that a constant name stands for. */
export function stringOf(expression: SgNode, declarations: Declarations): string | undefined {
  const node = unwrapped(expression);
  const value = stringValue(node) === undefined ? constantOf(node, declarations) : node;
  return value === undefined ? undefined : stringValue(value);
}

/** What a name gets, where it gets one thing only. */
function constantOf(node: SgNode, declarations: Declarations): SgNode | undefined {
  if (node.kind() !== "identifier") return undefined;
  const [only, ...more] = declarations.find(node.text(), node.range().start.index)?.assigned ?? [];
  if (only === undefined || more.length > 0 || only.value.from !== "expression") return undefined;
  return only.value.picks.length === 0 ? unwrapped(only.value.node) : undefined;
}

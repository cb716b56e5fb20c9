import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import { spanOf } from "../../span";
import type { TypeName } from "./scopes";

/** A call of a method. */
export interface Call {
  readonly node: SgNode;
  readonly name: string;
  readonly nameNode: SgNode;
  /** The type that it is called on; undefined where the file doesn't tell. */
  readonly on: TypeName;
  readonly receiver: SgNode;
  readonly args: readonly SgNode[];
}

/** An object as it is made: `new T(...)`, `T{...}`. */
export interface Creation {
  readonly node: SgNode;
  readonly type: string;
  readonly args: readonly SgNode[];
}

/** Calls of these methods on one of these types. */
export function callsOn(calls: readonly Call[], types: ReadonlySet<string>, methods: ReadonlySet<string>): Call[] {
  return calls.filter(({ on, name }) => on !== undefined && types.has(on) && methods.has(name));
}

/** The named children of a list of arguments, without comments. */
export function argumentsOf(list: SgNode | null): SgNode[] {
  return (list?.children() ?? []).filter((child) => child.isNamed() && !String(child.kind()).includes("comment"));
}

export function found(node: SgNode, message: string, next: string, edits?: readonly Edit[]): Found {
  const span = spanOf(node);
  return edits === undefined || edits.length === 0 ? { span, message, next } : { span, message, next, edits };
}

/** A node's text on one line, cut where it is long, for messages. */
export function shown(node: SgNode): string {
  const text = node.text().replaceAll(/\s+/g, " ");
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

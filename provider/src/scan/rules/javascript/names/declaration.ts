import type { SgNode } from "@ast-grep/napi";
import type { Scope } from "./scopes";

/** What is taken out of a value on the way to a name: a property, or an element of an array. */
export type Pick = string | number;

/** Something that a name gets. */
export type Value =
  | { readonly from: "expression"; readonly node: SgNode; readonly picks: readonly Pick[] }
  /** Of `for (const x of list)`. */
  | { readonly from: "element"; readonly node: SgNode; readonly picks: readonly Pick[] }
  | { readonly from: "parameter"; readonly of: SgNode; readonly at: number; readonly picks: readonly Pick[] }
  | { readonly from: "import"; readonly specifier: string; readonly name: string }
  | { readonly from: "function" | "class" | "type"; readonly node: SgNode }
  | { readonly from: "unknown" };

export interface Assigned {
  /** From this place on. */
  readonly offset: number;
  readonly within: Scope;
  readonly value: Value;
}

/** A name in its scope. */
export interface Declaration {
  readonly name: string;
  readonly scope: Scope;
  readonly type: { readonly node: SgNode; readonly picks: readonly Pick[] } | undefined;
  readonly assigned: Assigned[];
}

import type { SgNode } from "@ast-grep/napi";
import type { Handle } from "../../../rule";
import type { Scope } from "./scopes";

/** What an expression stands for, as far as it concerns Pinecone's client. */
export type Value =
  /** The package or one of its modules: `pinecone`, `pinecone.grpc`. */
  | { readonly kind: "module"; readonly name: string }
  /** A class or function of the package. */
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "client"; readonly grpc: boolean }
  | { readonly kind: "index" }
  /** What list_indexes, describe_index, their like for collections, or fetch gave; `old`: asked of the module. */
  | { readonly kind: "answer"; readonly to: Question; readonly old: boolean }
  /** A function that this file defines. */
  | { readonly kind: "function"; readonly scope: Scope }
  /** A class that this file defines, and an object of it. */
  | { readonly kind: "class" | "object"; readonly scope: Scope }
  /** A list or dict of such. */
  | { readonly kind: "items"; readonly of: Value }
  /** A function of another file that gives a client or an index. */
  | { readonly kind: "factory"; readonly gives: Handle }
  /** Another file of the tree, by the dotted name it is imported by. */
  | { readonly kind: "file"; readonly specifier: string }
  | { readonly kind: "none" };

export type Question = "indexes" | "collections" | "index" | "collection" | "records";

/** What a name is bound to, before it is worked out. */
export type Bound =
  | { readonly kind: "value"; readonly value: Value }
  /** `name = expression`, and `with expression as name`. */
  | { readonly kind: "expression"; readonly node: SgNode; readonly type?: SgNode }
  /** `a, name = expression` */
  | { readonly kind: "part-of"; readonly node: SgNode; readonly at: number }
  /** `for name in expression`, and `name[...] = expression`. */
  | { readonly kind: "item-of"; readonly node: SgNode }
  | { readonly kind: "holder-of"; readonly node: SgNode }
  /** `name: type` without a value. */
  | { readonly kind: "type"; readonly type: SgNode }
  | ({ readonly kind: "parameter"; readonly of: Scope; readonly at: number; readonly name: string } & Typed)
  /** `from specifier import name`. */
  | { readonly kind: "imported"; readonly specifier: string; readonly name: string }
  /** Anything else. */
  | { readonly kind: "unknown" };

interface Typed {
  readonly type?: SgNode;
  readonly byDefault?: SgNode;
}

/** The first value that is not a placeholder. */
export function firstOf<T>(items: Iterable<T>, find: (item: T) => Value | undefined): Value | undefined {
  for (const item of items) {
    const value = find(item);
    if (value !== undefined && value.kind !== "none") return value;
  }
  return undefined;
}

/** `app.db` and `Store` of `app.db.Store`; `.` and `Store` of `.Store`. */
export function ownerOf(specifier: string): { readonly module: string; readonly name: string } | undefined {
  const dot = specifier.lastIndexOf(".");
  const name = specifier.slice(dot + 1);
  if (dot === -1 || name === "") return undefined;
  const above = specifier.slice(0, dot);
  // Dots that lead a relative module are its own: none of them only parts it from the name.
  const module = above === ".".repeat(above.length) ? `${above}.` : above;
  return { module, name };
}

/** An item of a list or dict. */
export function itemOf(value: Value | undefined): Value | undefined {
  return value?.kind === "items" ? value.of : undefined;
}

/** A list or dict of something of interest. */
export function itemsOf(value: Value | undefined): Value | undefined {
  return value?.kind === "client" || value?.kind === "index" ? { kind: "items", of: value } : undefined;
}

/** `indexes.get(name)`, `indexes.values()` */
export function ofItems(items: Extract<Value, { kind: "items" }>, method: string): Value | undefined {
  if (method === "get" || method === "pop" || method === "setdefault") return items.of;
  return method === "values" || method === "copy" ? items : undefined;
}

/** What a name of another file stands for. */
export function ofHandle(handle: Handle): Value {
  if (handle === "client") return { kind: "client", grpc: false };
  if (handle === "index") return { kind: "index" };
  return { kind: "factory", gives: handle === "client-factory" ? "client" : "index" };
}

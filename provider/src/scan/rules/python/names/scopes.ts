import type { SgNode } from "@ast-grep/napi";
import type { Bound } from "./values";

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A binding of a name, and where it holds. */
export interface Binding {
  /** Names are read after the end of what binds them: `x = f(x)`. */
  readonly at: number;
  /** The block that it stands in: within it, it takes the place of what came before. */
  readonly block: Stretch;
  readonly bound: Bound;
  /** The statement or expression. */
  readonly node: SgNode;
}

/** The module, a class, a function, a lambda or a comprehension. What few are asked for is read when it is asked for. */
export class Scope implements Stretch {
  /** What is bound within it, in the order of the text; of a class, `.x` is what its methods set on `self`. */
  readonly names = new Map<string, Binding[]>();
  /** Names that `global` or `nonlocal` binds in an outer scope. */
  readonly outer = new Map<string, Scope>();
  /** What a function returns. */
  readonly returns: SgNode[] = [];
  private given: ReadonlyMap<string, Binding> | undefined;

  constructor(
    readonly kind: "module" | "class" | "function" | "expression",
    readonly name: string,
    readonly node: SgNode,
    readonly start: number,
    readonly end: number,
    readonly parent?: Scope,
  ) {}

  /** The bindings of a name, a parameter first. */
  bindings(name: string): readonly Binding[] | undefined {
    const parameter = this.parameters.get(name);
    const others = this.names.get(name);
    return parameter === undefined ? others : [parameter, ...(others ?? [])];
  }

  get parameters(): ReadonlyMap<string, Binding> {
    this.given ??= this.hasParameters ? new Map(parametersOf(this)) : new Map();
    return this.given;
  }

  private get hasParameters(): boolean {
    return this.kind === "function" || (this.kind === "expression" && this.node.kind() === "lambda");
  }

  /** A function's return type. */
  get type(): SgNode | undefined {
    return this.node.field("return_type") ?? undefined;
  }

  /** What a class inherits from. */
  get bases(): readonly SgNode[] {
    return this.node.field("superclasses")?.namedChildren() ?? [];
  }

  get decorators(): readonly string[] {
    const around = this.node.parent();
    const nodes = around?.kind() === "decorated_definition" ? around.children() : [];
    return nodes.filter((child) => child.kind() === "decorator").map((child) => child.text().slice(1).trim());
  }

  /** Whether it is a function whose first parameter is the object, or its class. */
  get isMethod(): boolean {
    return this.kind === "function" && this.parent?.kind === "class" && !this.decorators.includes("staticmethod");
  }
}

function parametersOf(of: Scope): [name: string, binding: Binding][] {
  const nodes = of.node.field("parameters")?.namedChildren() ?? [];
  return nodes.map((node, at) => {
    const named = node.kind() === "identifier" ? node : (node.field("name") ?? node.namedChildren()[0]);
    const name = named?.text() ?? "";
    const type = node.field("type") ?? undefined;
    const byDefault = node.field("value") ?? undefined;
    const bound: Bound = { kind: "parameter", of, at, name, ...(type && { type }), ...(byDefault && { byDefault }) };
    return [name, { at: of.start, block: of, bound, node }];
  });
}

/** A call, with what is cheap to know about it. */
export interface CallSite extends Stretch {
  readonly node: SgNode;
  readonly callee: SgNode;
  /** The last part of what is called: `b` of `a.b(...)`. */
  readonly name: string;
  /** `a` of `a.b(...)`; left out where a plain name is called. */
  readonly on?: SgNode;
}

/** The names of a file. */
export interface FileNames {
  readonly module: Scope;
  readonly scopes: readonly Scope[];
  readonly calls: readonly CallSite[];
  readonly callsByName: ReadonlyMap<string, readonly CallSite[]>;
  /** Bindings of attributes of anything but `self`, by their text: `app.state.index`. */
  readonly attributes: ReadonlyMap<string, readonly Binding[]>;
  /** Modules of which every name was imported: `from x import *`. */
  readonly stars: readonly string[];
}

/** The innermost scope that a place is in. */
export function scopeAt(names: FileNames, offset: number): Scope {
  let found = names.module;
  for (const scope of names.scopes) {
    if (scope.start > offset) break;
    if (offset < scope.end && scope.start >= found.start) found = scope;
  }
  return found;
}

export function contains(outer: Stretch, offset: number): boolean {
  return outer.start <= offset && offset < outer.end;
}

/** Where a node stands. */
export function stretchOf(node: SgNode): Stretch {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}

/** Several values in a row, as they are given or taken apart. */
export function isList(node: SgNode): boolean {
  return ["expression_list", "tuple", "list"].includes(String(node.kind()));
}

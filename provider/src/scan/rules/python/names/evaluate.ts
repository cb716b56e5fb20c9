import type { SgNode } from "@ast-grep/napi";
import { holdsHandles, type Imported } from "../../../rule";
import { argumentsOf } from "../arguments";
import { submodule } from "../imports";
import { calledMember, calledOnClient, calledOnIndex, isPackage, MEMBERS, memberOf, typedAs } from "./package";
import { parameter } from "./parameters";
import { type Binding, contains, type FileNames, isList, type Scope, scopeAt, stretchOf } from "./scopes";
import { typed } from "./types";
import { type Bound, firstOf, itemOf, itemsOf, ofHandle, ofItems, ownerOf, type Value } from "./values";

/** How deep calls and names are followed: more than code does by hand, less than a loop of names needs to hang. */
const DEPTH = 12;

/** Builtins whose answer holds the same things as their argument. */
const SAME_ITEMS: ReadonlySet<string> = new Set(["list", "set", "tuple", "sorted", "reversed", "frozenset"]);

/** Lists and dicts that are written out, or made in a comprehension. */
const LITERALS: ReadonlySet<string> = new Set([
  ...["list", "tuple", "set", "dictionary"],
  ...["list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"],
]);

/** Works out what the expressions of a file stand for. */
export class Evaluator {
  private readonly busy = new Set<Binding | Scope>();
  private readonly known = new Map<Binding, Value | undefined>();
  private depth = 0;

  constructor(
    readonly names: FileNames,
    private readonly imported: Imported,
  ) {}

  /** What an expression stands for; undefined for anything unrelated or unsure. */
  value(node: SgNode, scope = scopeAt(this.names, stretchOf(node).start)): Value | undefined {
    if (this.depth > DEPTH) return undefined;
    this.depth += 1;
    try {
      return this.valueByKind(node, String(node.kind()), scope);
    } finally {
      this.depth -= 1;
    }
  }

  /** What a name stands for at a place. */
  named(name: string, offset: number, from: Scope = scopeAt(this.names, offset)): Value | undefined {
    let inner = true;
    for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
      const bindings = scope.kind === "class" && !inner ? undefined : scope.bindings(name);
      if (bindings !== undefined && !scope.outer.has(name))
        return this.latest(bindings, scope, inner ? offset : undefined);
      if (scope.kind !== "expression") inner = false;
    }
    return this.starred(name);
  }

  /** What the name of a module stands for when the module has run. */
  exported(name: string): Value | undefined {
    const bindings = this.names.module.names.get(name);
    return bindings === undefined ? undefined : this.latest(bindings, this.names.module, undefined);
  }

  /** What a function gives: by what it returns, or by its return type. */
  returned(scope: Scope): Value | undefined {
    if (this.busy.has(scope)) return undefined;
    this.busy.add(scope);
    try {
      const type = scope.type;
      const byType = type && typed(this, type, scope.parent ?? scope);
      if (byType !== undefined) return byType;
      return firstOf(scope.returns, (node) => this.value(node));
    } finally {
      this.busy.delete(scope);
    }
  }

  private valueByKind(node: SgNode, kind: string, scope: Scope): Value | undefined {
    if (kind === "identifier") return this.named(node.text(), stretchOf(node).start, scope);
    if (kind === "attribute") return this.attribute(node, scope);
    if (kind === "call") return this.called(node, scope);
    if (kind === "none") return { kind: "none" };
    if (kind === "await" || kind === "parenthesized_expression") return this.any(node.namedChildren(), scope);
    if (kind === "named_expression") return this.any(node.fieldChildren("value"), scope);
    if (kind === "boolean_operator")
      return this.any([...node.fieldChildren("left"), ...node.fieldChildren("right")], scope);
    if (kind === "subscript") return this.any(node.fieldChildren("value"), scope, itemOf);
    if (LITERALS.has(kind)) return itemsOf(this.any(node.namedChildren(), scope));
    if (kind === "lambda") return this.lambda(node);
    if (kind === "pair") return this.any(node.fieldChildren("value"), scope);
    if (kind === "conditional_expression") {
      const [then, , otherwise] = node.namedChildren();
      return this.any(
        [then, otherwise].filter((each) => each !== undefined),
        scope,
      );
    }
    return undefined;
  }

  private any(nodes: readonly SgNode[], scope: Scope, part = (value: Value | undefined) => value): Value | undefined {
    return firstOf(nodes, (node) => part(this.value(node, scope)));
  }

  /**
   * The latest binding before a place, or the last of all where the place runs later (`offset` left out). One in a
   * branch doesn't undo those before it, and None is only a placeholder.
   */
  private latest(bindings: readonly Binding[], scope: Scope, offset: number | undefined): Value | undefined {
    const before = offset === undefined ? bindings : bindings.filter(({ at }) => at <= offset);
    for (const binding of before.toReversed()) {
      const value = this.bound(binding, scope);
      if (value !== undefined && value.kind !== "none") return value;
      const replaces = offset === undefined ? binding.block.start === scope.start : contains(binding.block, offset);
      if (value === undefined && replaces) return undefined;
    }
    return undefined;
  }

  private bound(binding: Binding, scope: Scope): Value | undefined {
    if (this.known.has(binding)) return this.known.get(binding);
    if (this.busy.has(binding)) return undefined;
    this.busy.add(binding);
    const value = this.boundByKind(binding.bound, scope);
    this.busy.delete(binding);
    if (value !== undefined || this.busy.size === 0) this.known.set(binding, value);
    return value;
  }

  private boundByKind(bound: Bound, scope: Scope): Value | undefined {
    if (bound.kind === "value") return bound.value;
    if (bound.kind === "type") return typed(this, bound.type, scope);
    if (bound.kind === "parameter") return parameter(this, bound);
    if (bound.kind === "imported") return this.fromFile(bound.specifier, bound.name);
    if (bound.kind === "unknown") return undefined;
    if (bound.kind === "part-of") return this.partOf(bound.node, bound.at);
    if (bound.kind === "item-of") return itemOf(this.value(bound.node));
    if (bound.kind === "holder-of") return itemsOf(this.value(bound.node));
    const value = this.value(bound.node);
    return value ?? (bound.type && typed(this, bound.type, scope));
  }

  /** A part of what a function of this file gives as a list: `client, index = connect()`. */
  private partOf(node: SgNode, at: number): Value | undefined {
    const inner = node.kind() === "await" ? node.namedChildren()[0] : node;
    const callee = inner?.kind() === "call" ? inner.field("function") : null;
    const value = callee === null || callee === undefined ? undefined : this.value(callee);
    if (value?.kind !== "function" || this.busy.has(value.scope)) return undefined;
    this.busy.add(value.scope);
    const found = firstOf(value.scope.returns, (given) => {
      const part = isList(given) ? given.namedChildren()[at] : undefined;
      return part && this.value(part);
    });
    this.busy.delete(value.scope);
    return found;
  }

  /** Only where it gives something: what it does else is nobody's business. */
  private lambda(node: SgNode): Value | undefined {
    const scope = this.names.scopes.find((each) => each.node.id() === node.id());
    if (scope === undefined) return undefined;
    const given = this.returned(scope);
    return given === undefined || given.kind === "none" ? undefined : { kind: "function", scope };
  }

  private fromFile(specifier: string, name: string): Value | undefined {
    const owner = ownerOf(specifier);
    const handle = this.imported(specifier, name) ?? (owner && this.imported(owner.module, `${owner.name}.${name}`));
    if (handle !== undefined) return ofHandle(handle);
    return { kind: "file", specifier: submodule(specifier, name) };
  }

  /** A class of another file, on whose objects a client or an index hangs: it, and an object of it. */
  ofOtherFile(value: Value | undefined): Value | undefined {
    const owner = value?.kind === "file" ? ownerOf(value.specifier) : undefined;
    return owner !== undefined && holdsHandles(this.imported, owner.module, owner.name) ? value : undefined;
  }

  /** What hangs on a class of this file, or on its objects. */
  *membersOf(value: Value | undefined): Generator<readonly [name: string, value: Value | undefined]> {
    if (value?.kind !== "class" && value?.kind !== "object") return;
    for (const name of this.memberNames(value.scope)) yield [name, this.property(value.scope, name)];
  }

  private memberNames(of: Scope, below: ReadonlySet<Scope> = new Set()): ReadonlySet<string> {
    if (below.has(of)) return new Set();
    const bases = of.bases.map((base) => this.value(base, of.parent ?? of));
    const inherited = bases.flatMap((base) =>
      base?.kind === "class" ? [...this.memberNames(base.scope, new Set([...below, of]))] : [],
    );
    return new Set([...[...of.names.keys()].map((name) => name.replace(/^\./, "")), ...inherited]);
  }

  private attribute(node: SgNode, scope: Scope): Value | undefined {
    const object = node.field("object");
    const name = node.field("attribute")?.text() ?? "";
    const value = object === null ? undefined : this.value(object, scope);
    if (value?.kind === "module") return memberOf(value.name, name);
    // A class's attribute may also be set from outside of it: `Store.index = ...`.
    if (value?.kind === "object" || value?.kind === "class")
      return this.property(value.scope, name) ?? this.assigned(node.text());
    const inFile = value?.kind === "file" ? this.fromFile(value.specifier, name) : undefined;
    if (inFile !== undefined && inFile.kind !== "file") return inFile;
    if (value !== undefined && value.kind !== "file" && value.kind !== "items") return undefined;
    return this.assigned(node.text()) ?? inFile;
  }

  /** An attribute that this file sets on anything but `self`; `request.app.state.x` is `app.state.x` (Starlette). */
  private assigned(text: string): Value | undefined {
    const state = text.indexOf(".app.state.");
    const bindings = this.names.attributes.get(text) ?? this.names.attributes.get(text.slice(state + 1)) ?? [];
    return firstOf(bindings.toReversed(), (binding) => this.bound(binding, scopeAt(this.names, binding.at - 1)));
  }

  private property(of: Scope, name: string): Value | undefined {
    const value = this.inClass(of, name);
    const isProperty = value?.kind === "function" && value.scope.decorators.some((each) => /property$/.test(each));
    return isProperty ? this.returned(value.scope) : value;
  }

  /** An attribute of a class or of its objects, or of a class that it inherits from in this file. */
  inClass(of: Scope, name: string): Value | undefined {
    const bindings = [...(of.names.get(name) ?? []), ...(of.names.get(`.${name}`) ?? [])];
    const found = firstOf(bindings.toReversed(), (binding) => this.bound(binding, of));
    if (found !== undefined || bindings.length > 0 || this.busy.has(of)) return found;
    this.busy.add(of);
    const inherited = firstOf(of.bases, (base) => {
      const value = this.value(base, of.parent ?? of);
      if (value?.kind === "class") return this.inClass(value.scope, name);
      const inFile = value?.kind === "file" ? this.fromFile(value.specifier, name) : undefined;
      return inFile?.kind === "file" ? undefined : inFile;
    });
    this.busy.delete(of);
    return inherited;
  }

  private called(node: SgNode, scope: Scope): Value | undefined {
    const callee = node.field("function");
    if (callee === null) return undefined;
    if (callee.kind() === "attribute") {
      const object = callee.field("object");
      const on = object === null ? undefined : this.value(object, scope);
      const name = callee.field("attribute")?.text() ?? "";
      if (on?.kind === "client") return calledOnClient(name);
      if (on?.kind === "index") return calledOnIndex(name);
      if (on?.kind === "items") return ofItems(on, name);
    }
    const value = this.value(callee, scope);
    if (value !== undefined) return this.calling(value);
    const [first] = SAME_ITEMS.has(callee.text()) ? argumentsOf(node).positional : [];
    const items = first && this.value(first, scope);
    return items?.kind === "answer" ? items : undefined;
  }

  /** An object of a class of this file, or of the package's class that it inherits from. */
  objectOf(scope: Scope): Value {
    const parent = firstOf(this.busy.has(scope) ? [] : scope.bases, (base) => this.value(base, scope.parent ?? scope));
    const inherited = parent?.kind === "member" ? typedAs(parent.name) : undefined;
    return inherited ?? { kind: "object", scope };
  }

  calling(value: Value): Value | undefined {
    if (value.kind === "member") return calledMember(value.name);
    if (value.kind === "function") return this.returned(value.scope);
    if (value.kind === "class") return this.objectOf(value.scope);
    return value.kind === "factory" ? ofHandle(value.gives) : this.ofOtherFile(value);
  }

  private starred(name: string): Value | undefined {
    return firstOf(this.names.stars, (module): Value | undefined => {
      if (isPackage(module)) return MEMBERS.has(name) ? { kind: "member", name } : undefined;
      const handle = this.imported(module, name);
      return handle && ofHandle(handle);
    });
  }
}

import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";
import { type ImportedName, importsIn } from "../imports";
import { importedFrom, importedModule } from "./package";
import {
  type Binding,
  type CallSite,
  contains,
  type FileNames,
  isList,
  Scope,
  type Stretch,
  stretchOf,
} from "./scopes";
import type { Bound } from "./values";

/** What binds a name, or opens a scope or a block. One native search for all: every step over the tree costs. */
const KINDS = [
  ...[
    "module",
    "block",
    "class_definition",
    "function_definition",
    "lambda",
    "list_comprehension",
    "set_comprehension",
  ],
  ...["dictionary_comprehension", "generator_expression", "assignment", "augmented_assignment", "named_expression"],
  ...["for_statement", "for_in_clause", "as_pattern", "import_statement", "import_from_statement", "global_statement"],
  ...["nonlocal_statement", "return_statement", "yield"],
];

const UNKNOWN: Bound = { kind: "unknown" };

/**
 * Reads the scopes of a file, what is bound in them, and its calls of plain names, of its own functions, and of
 * methods with one of these names: most other calls are nobody's business.
 */
export function readNames(file: SourceFile, methods: Iterable<string>): FileNames {
  return new NameReader(file).read(methods);
}

class NameReader {
  private readonly scopes: Scope[] = [];
  private readonly blocks: Stretch[] = [];
  private readonly calls: CallSite[] = [];
  private readonly attributes = new Map<string, Binding[]>();
  private readonly stars: string[] = [];
  private readonly module: Scope;

  private readonly root: SgNode;
  private readonly imported = new Map<number, ImportedName[]>();

  constructor(file: SourceFile) {
    const root = file.root;
    this.root = root;
    for (const name of importsIn(file)) add(this.imported, name.statement, name);
    this.module = scopeOf("module", "", root, stretchOf(root));
    this.scopes.push(this.module);
    this.blocks.push(this.module);
  }

  read(methods: Iterable<string>): FileNames {
    const nodes = this.root.findAll({ rule: { any: KINDS.map((kind) => ({ kind })) } });
    for (const node of nodes) this.visit(node, String(node.kind()), stretchOf(node));
    const known = new Set([...methods, ...this.scopes.map(({ name }) => name)]);
    for (const node of this.root.findAll({ rule: { kind: "call" } })) this.call(node, known);
    const scopes = [...this.scopes].sort((a, b) => a.start - b.start || b.end - a.end);
    const { module, calls, attributes, stars } = this;
    return { module, scopes, calls, callsByName: byName(calls), attributes, stars };
  }

  private visit(node: SgNode, kind: string, stretch: Stretch): void {
    if (kind === "block") this.blocks.push(stretch);
    else if (kind === "assignment") this.assignment(node, stretch);
    else if (kind === "augmented_assignment") this.target(node.field("left"), UNKNOWN, stretch, node);
    else if (kind === "named_expression") this.named(node, stretch);
    else if (kind === "for_statement" || kind === "for_in_clause") this.loop(node, stretch);
    else if (kind === "as_pattern") this.as(node, stretch);
    else if (kind.startsWith("import_")) this.imports(node, stretch);
    else if (kind === "global_statement" || kind === "nonlocal_statement") this.outer(node, kind, stretch);
    else if (kind === "return_statement" || kind === "yield") this.returned(node, stretch);
    else if (kind === "function_definition") this.function(node, stretch);
    else if (kind === "class_definition") this.class(node, stretch);
    else if (kind !== "module") this.expression(node, stretch);
  }

  private scopeAt(offset: number): Scope {
    return this.scopes.findLast((scope) => contains(scope, offset)) ?? this.module;
  }

  private blockAt(offset: number): Stretch {
    return this.blocks.findLast((block) => contains(block, offset)) ?? this.module;
  }

  private bind(name: string, bound: Bound, at: Stretch, node: SgNode): void {
    const scope = this.scopeAt(at.start);
    const home = scope.outer.get(name) ?? scope;
    add(home.names, name, { at: at.end, block: this.blockAt(at.start), bound, node });
  }

  private target(target: SgNode | null, bound: Bound, at: Stretch, node: SgNode): void {
    const kind = target?.kind();
    if (target === null) return;
    if (kind === "subscript" && bound.kind === "expression") {
      this.target(target.field("value"), { kind: "holder-of", node: bound.node }, at, node);
    } else if (kind === "identifier") this.bind(target.text(), bound, at, node);
    else if (kind === "attribute") this.attribute(target, bound, at, node);
    else if (kind !== "subscript") this.several(target, bound, at, node);
  }

  /** `a, b = x, y`, and anything else that binds more than one name. */
  private several(target: SgNode, bound: Bound, at: Stretch, node: SgNode): void {
    const targets = target.namedChildren();
    const one = target.kind() === "as_pattern_target" || target.kind() === "parenthesized_expression";
    const values = bound.kind === "expression" && isList(bound.node) ? bound.node.namedChildren() : [];
    const paired = values.length === targets.length && !values.some((value) => value.kind() === "list_splat");
    targets.forEach((each, index) => {
      const value = values[index];
      const whole: Bound = bound.kind === "expression" ? { kind: "part-of", node: bound.node, at: index } : UNKNOWN;
      const part: Bound = paired && value !== undefined ? { kind: "expression", node: value } : whole;
      this.target(each, one ? bound : part, at, node);
    });
  }

  /** `self.x` belongs to the class; every other attribute goes by its text. */
  private attribute(target: SgNode, bound: Bound, at: Stretch, node: SgNode): void {
    const binding: Binding = { at: at.end, block: this.blockAt(at.start), bound, node };
    const of = this.classOf(target.field("object"), at.start);
    if (of === undefined) add(this.attributes, target.text(), binding);
    else add(of.names, `.${target.field("attribute")?.text() ?? ""}`, binding);
  }

  private classOf(object: SgNode | null, offset: number): Scope | undefined {
    if (object?.kind() !== "identifier") return undefined;
    const name = object.text();
    for (let scope: Scope | undefined = this.scopeAt(offset); scope !== undefined; scope = scope.parent) {
      if (scope.parent?.kind === "class" && firstOf(scope) === name && scope.isMethod) return scope.parent;
    }
    return undefined;
  }

  private assignment(node: SgNode, at: Stretch): void {
    const type = node.field("type") ?? undefined;
    let right = node.field("right");
    while (right?.kind() === "assignment") right = right.field("right");
    const value: Bound | undefined = right ? { kind: "expression", node: right, ...(type && { type }) } : undefined;
    this.target(node.field("left"), value ?? (type ? { kind: "type", type } : UNKNOWN), at, node);
  }

  private named(node: SgNode, at: Stretch): void {
    const value = node.field("value");
    this.target(node.field("name"), value === null ? UNKNOWN : { kind: "expression", node: value }, at, node);
  }

  private loop(node: SgNode, at: Stretch): void {
    const right = node.field("right");
    const end = right === null ? at.start : right.range().end.index;
    this.target(
      node.field("left"),
      right === null ? UNKNOWN : { kind: "item-of", node: right },
      { start: at.start, end },
      node,
    );
  }

  /** `with x as name`; an exception's name is of no interest. */
  private as(node: SgNode, at: Stretch): void {
    const [value] = node.namedChildren();
    const alias = node.field("alias") ?? node.children().find((child) => child.kind() === "as_pattern_target") ?? null;
    this.target(alias, value === undefined ? UNKNOWN : { kind: "expression", node: value }, at, node);
  }

  private imports(node: SgNode, at: Stretch): void {
    for (const { module, name, as } of this.imported.get(at.start) ?? []) {
      if (name === "*") this.stars.push(module);
      else if (name !== undefined) this.bind(as, importedFrom(module, name), at, node);
      else this.importedModule(module, as, at, node);
    }
  }

  /** `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`. */
  private importedModule(module: string, as: string, at: Stretch, node: SgNode): void {
    const whole = as === module ? (module.split(".")[0] ?? module) : module;
    const name = as === module ? whole : as;
    const value = importedModule(whole);
    this.bind(name, { kind: "value", value }, at, node);
  }

  private outer(node: SgNode, kind: string, at: Stretch): void {
    const scope = this.scopeAt(at.start);
    const home = kind === "global_statement" ? this.module : (scope.parent ?? this.module);
    for (const name of node.namedChildren()) scope.outer.set(name.text(), home);
  }

  /** What a context manager or a dependency yields is what its user gets. */
  private returned(node: SgNode, at: Stretch): void {
    let scope: Scope | undefined = this.scopeAt(at.start);
    while (scope?.kind === "expression") scope = scope.parent;
    const value = node.namedChildren()[0];
    if (value !== undefined) scope?.returns.push(value);
  }

  private function(node: SgNode, at: Stretch): void {
    const body = node.field("body");
    if (body === null) return;
    const name = node.field("name")?.text() ?? "";
    const scope = scopeOf("function", name, node, stretchOf(body), this.scopeAt(at.start));
    this.bind(name, { kind: "value", value: { kind: "function", scope } }, at, node);
    this.scopes.push(scope);
  }

  private class(node: SgNode, at: Stretch): void {
    const body = node.field("body");
    if (body === null) return;
    const name = node.field("name")?.text() ?? "";
    const scope = scopeOf("class", name, node, stretchOf(body), this.scopeAt(at.start));
    this.bind(name, { kind: "value", value: { kind: "class", scope } }, at, node);
    this.scopes.push(scope);
  }

  private expression(node: SgNode, at: Stretch): void {
    const scope = scopeOf("expression", "", node, at, this.scopeAt(at.start));
    const body = node.kind() === "lambda" ? node.field("body") : null;
    if (body !== null) scope.returns.push(body);
    this.scopes.push(scope);
    this.blocks.push(at);
  }

  private call(node: SgNode, methods: ReadonlySet<string>): void {
    const callee = node.field("function");
    const kind = callee?.kind();
    if (callee === null || (kind !== "identifier" && kind !== "attribute")) return;
    if (kind === "identifier") this.calls.push({ ...stretchOf(node), node, callee, name: callee.text() });
    const name = kind === "attribute" ? callee.field("attribute")?.text() : undefined;
    if (name === undefined || !methods.has(name)) return;
    const on = callee.field("object");
    if (on !== null) this.calls.push({ ...stretchOf(node), node, callee, name, on });
  }
}

function scopeOf(kind: Scope["kind"], name: string, node: SgNode, { start, end }: Stretch, parent?: Scope): Scope {
  return new Scope(kind, name, node, start, end, parent);
}

function firstOf({ parameters }: Scope): string | undefined {
  return parameters.keys().next().value;
}

function add<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [value]);
  else found.push(value);
}

function byName(calls: readonly CallSite[]): Map<string, CallSite[]> {
  const found = new Map<string, CallSite[]>();
  for (const call of calls) add(found, call.name, call);
  return found;
}

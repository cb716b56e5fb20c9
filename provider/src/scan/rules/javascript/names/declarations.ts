import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";
import type { Declaration, Pick, Value } from "./declaration";
import { FUNCTIONS, nearest, type Scope, type Scopes } from "./scopes";
import { isNothing, keyText, stringValue } from "./syntax";

/** The declared names of a file. */
export interface Declarations {
  /** The declaration that a name at a place means. */
  find(name: string, offset: number): Declaration | undefined;
  /** What an object pattern takes its names from. */
  sourcesOf(pattern: SgNode): readonly Value[];
  /** `this.x = value` and `exports.x = value`, which declare nothing. */
  readonly memberAssignments: readonly { readonly left: SgNode; readonly right: SgNode; readonly offset: number }[];
}

const ANYWHERE = [
  "import_statement",
  "variable_declarator",
  "assignment_expression",
  "function_declaration",
  "function_expression",
  "generator_function_declaration",
  "class_declaration",
  "for_in_statement",
  "catch_clause",
  "formal_parameters",
  "arrow_function",
];

const IN_TYPESCRIPT = ["abstract_class_declaration", "interface_declaration", "type_alias_declaration"];

/** Gathers the names that a file declares, and what they get. */
export function declarationsOf(file: SourceFile, scopes: Scopes): Declarations {
  const gathering = new Gathering(scopes);
  const kinds = file.language === "javascript" ? ANYWHERE : [...ANYWHERE, ...IN_TYPESCRIPT];
  const nodes = file.root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
  const assignments = nodes.filter((node) => node.kind() === "assignment_expression");
  for (const node of nodes) if (node.kind() !== "assignment_expression") gathering.declare(node);
  for (const node of assignments) gathering.assign(node);
  return gathering;
}

const SORTS: Readonly<Record<string, "class" | "type">> = {
  class_declaration: "class",
  abstract_class_declaration: "class",
  interface_declaration: "type",
  type_alias_declaration: "type",
};

class Gathering implements Declarations {
  readonly memberAssignments: { left: SgNode; right: SgNode; offset: number }[] = [];
  private readonly names = new Map<string, Declaration[]>();
  private readonly patterns = new Map<number, Value>();

  constructor(private readonly scopes: Scopes) {}

  find(name: string, offset: number): Declaration | undefined {
    const inside = (this.names.get(name) ?? []).filter(({ scope }) => scope.start <= offset && offset < scope.end);
    return inside.reduce<Declaration | undefined>(
      (best, next) => (best === undefined || next.scope.start >= best.scope.start ? next : best),
      undefined,
    );
  }

  sourcesOf(pattern: SgNode): readonly Value[] {
    const value = this.patterns.get(pattern.id());
    return value === undefined ? [] : [value];
  }

  declare(node: SgNode): void {
    const kind = String(node.kind());
    if (kind === "import_statement") this.imports(node);
    else if (kind === "variable_declarator") this.variable(node);
    else if (kind === "for_in_statement") this.loop(node);
    else if (kind === "formal_parameters") this.parameters(node);
    else if (kind === "arrow_function") this.onlyParameter(node);
    else if (kind === "catch_clause") this.pattern(node.field("parameter"), this.scopes.at(startOf(node)), unknown);
    else this.named(node, SORTS[kind] ?? "function");
  }

  assign(node: SgNode): void {
    const [left, right] = [node.field("left"), node.field("right")];
    if (left === null || right === null) return;
    const offset = node.range().end.index;
    if (left.kind() === "member_expression") this.memberAssignments.push({ left, right, offset });
    if (left.kind() !== "identifier" || isNothing(right)) return;
    const within = this.scopes.within(startOf(node), "function");
    this.find(left.text(), startOf(left))?.assigned.push({
      offset,
      within,
      value: { from: "expression", node: right, picks: [] },
    });
  }

  private imports(node: SgNode): void {
    const required = node.namedChildren().find((child) => child.kind() === "import_require_clause");
    const source = (required ?? node).field("source");
    const specifier = source === null ? undefined : stringValue(source);
    const clause = node.namedChildren().find((child) => child.kind() === "import_clause");
    if (specifier === undefined) return;
    const scope = this.scopes.at(startOf(node));
    if (required !== undefined) this.imported(required.namedChildren()[0], scope, specifier, "*");
    if (clause === undefined) return;
    for (const part of clause.namedChildren()) {
      if (part.kind() === "identifier") this.imported(part, scope, specifier, "default");
      if (part.kind() === "namespace_import") this.imported(part.namedChildren()[0], scope, specifier, "*");
      if (part.kind() !== "named_imports") continue;
      for (const each of part.namedChildren()) {
        const name = keyText(each.field("name"));
        if (name !== undefined) this.imported(each.field("alias") ?? each.field("name"), scope, specifier, name);
      }
    }
  }

  private imported(local: SgNode | null | undefined, scope: Scope, specifier: string, name: string): void {
    if (local) this.add(local, scope, { from: "import", specifier, name });
  }

  private variable(node: SgNode): void {
    const value = node.field("value");
    const here = this.scopes.at(startOf(node));
    // `var` lives in its function; `let` and `const` in their block.
    const isVar = node.parent()?.kind() === "variable_declaration";
    const scope = isVar ? (nearest(here, "function") ?? nearest(here, "file") ?? here) : here;
    this.pattern(
      node.field("name"),
      scope,
      (picks) => (value === null ? undefined : { from: "expression", node: value, picks }),
      node.field("type") ?? undefined,
      node.range().end.index,
    );
  }

  private loop(node: SgNode): void {
    const list = node.field("right");
    if (node.field("kind") === null || list === null) return;
    const isOf = node.field("operator")?.text() === "of";
    const scope = this.scopes.at(startOf(node));
    this.pattern(node.field("left"), scope, (picks) =>
      isOf ? { from: "element", node: list, picks } : { from: "unknown" },
    );
  }

  private parameters(list: SgNode): void {
    const of = list.parent();
    // The parameters of a function's type declare nothing.
    if (of === null || !FUNCTIONS.includes(String(of.kind()))) return;
    const nodes = list.namedChildren().filter((child) => child.kind() !== "comment");
    nodes.forEach((node, at) => {
      this.parameter(node, of, at);
    });
  }

  private parameter(node: SgNode, of: SgNode, at: number): void {
    const typed = node.kind() === "required_parameter" || node.kind() === "optional_parameter";
    const pattern = typed ? node.field("pattern") : node.kind() === "assignment_pattern" ? node.field("left") : node;
    const scope = this.scopes.at(startOf(of));
    this.pattern(pattern, scope, (picks) => ({ from: "parameter", of, at, picks }), node.field("type") ?? undefined);
  }

  private onlyParameter(node: SgNode): void {
    const parameter = node.field("parameter");
    if (parameter !== null) this.parameter(parameter, node, 0);
  }

  private named(node: SgNode, from: "function" | "class" | "type"): void {
    const name = node.field("name");
    const here = this.scopes.at(startOf(node));
    // A function expression's name is known inside it only.
    const outer = from === "type" || node.kind() === "function_expression" ? here : here.outer;
    if (name !== null && outer !== undefined) this.add(name, outer, { from, node });
  }

  /** Declares every name of a pattern. */
  private pattern(
    node: SgNode | null,
    scope: Scope,
    value: (picks: readonly Pick[]) => Value | undefined,
    type?: SgNode,
    offset?: number,
    picks: readonly Pick[] = [],
  ): void {
    if (node === null) return;
    const kind = String(node.kind());
    if (kind === "identifier" || kind === "shorthand_property_identifier_pattern") {
      this.add(node, scope, value(picks), type && { node: type, picks }, offset);
    } else if (kind === "assignment_pattern") {
      this.pattern(node.field("left"), scope, value, type, offset, picks);
    } else if (kind === "object_pattern") {
      const whole = value(picks);
      if (whole !== undefined) this.patterns.set(node.id(), whole);
      for (const part of node.namedChildren()) this.property(part, scope, value, type, offset, picks);
    } else if (kind === "array_pattern") {
      node.namedChildren().forEach((part, at) => {
        this.pattern(part, scope, value, undefined, offset, [...picks, at]);
      });
    } else if (kind === "rest_pattern") {
      for (const part of node.namedChildren()) this.pattern(part, scope, unknown);
    }
  }

  private property(
    part: SgNode,
    scope: Scope,
    value: (picks: readonly Pick[]) => Value | undefined,
    type: SgNode | undefined,
    offset: number | undefined,
    picks: readonly Pick[],
  ): void {
    const kind = String(part.kind());
    const named = kind === "object_assignment_pattern" ? part.field("left") : part;
    const key = kind === "pair_pattern" ? keyText(part.field("key")) : named?.text();
    const inner = kind === "pair_pattern" ? part.field("value") : named;
    if (kind === "rest_pattern") this.pattern(part, scope, unknown);
    else if (key === undefined) this.pattern(inner, scope, unknown);
    else this.pattern(inner, scope, value, type, offset, [...picks, key]);
  }

  private add(
    local: SgNode,
    scope: Scope,
    value: Value | undefined,
    type?: Declaration["type"],
    offset?: number,
  ): void {
    const within = this.scopes.within(startOf(local), "function");
    const nothing = value === undefined || (value.from === "expression" && isNothing(value.node));
    const assigned = nothing ? [] : [{ offset: offset ?? scope.start, within, value }];
    const name = local.text();
    const all = this.names.get(name);
    const declaration = { name, scope, type, assigned };
    if (all === undefined) this.names.set(name, [declaration]);
    else all.push(declaration);
  }
}

const unknown = (): Value => ({ from: "unknown" });

function startOf(node: SgNode): number {
  return node.range().start.index;
}

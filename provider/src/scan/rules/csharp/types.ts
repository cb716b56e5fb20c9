import type { SgNode } from "@ast-grep/napi";
import { argumentsOf } from "../typed/calls";
import { Depth } from "../typed/depth";
import { Members, Scopes, type TypeName } from "../typed/scopes";
import { LISTS, PROPERTIES, RETURNS, WRAPPERS } from "./returns";
import type { Usings } from "./usings";

const DECLARATIONS = [
  "variable_declaration",
  "parameter",
  "property_declaration",
  "method_declaration",
  "local_function_statement",
  "foreach_statement",
];

const OWNERS = new Set(["class_declaration", "interface_declaration", "struct_declaration", "record_declaration"]);

/** The types of a C# file's expressions; `Task<T>` is `T`, as after `await`. */
export class CSharpTypes {
  readonly #usings: Usings;
  readonly #scopes = new Scopes();
  readonly #depth = new Depth();
  readonly #members = new Members();

  constructor(root: SgNode, usings: Usings) {
    this.#usings = usings;
    for (const node of root.findAll({ rule: { any: DECLARATIONS.map((kind) => ({ kind })) } })) this.#declare(node);
  }

  #declare(node: SgNode): void {
    switch (node.kind()) {
      case "variable_declaration":
        this.#variables(node);
        return;
      case "parameter":
        this.#add(node, node.parent()?.parent() ?? node, () => undefined);
        return;
      case "foreach_statement":
        this.#foreach(node);
        return;
      case "property_declaration": {
        this.#add(node, node.parent() ?? node, () => undefined);
        this.#member(node, node.field("type"));
        return;
      }
      default:
        this.#member(node, node.field("returns") ?? node.field("type"));
    }
  }

  #member(node: SgNode, type: SgNode | null): void {
    const name = node.field("name");
    if (name !== null) this.#members.add(ownerOf(node), name.text(), () => this.named(type));
  }

  #add(node: SgNode, scope: SgNode, otherwise: () => TypeName): void {
    const name = node.field("name");
    if (name !== null) this.#scopes.declare(name, scope, () => this.named(node.field("type")) ?? otherwise(), true);
  }

  #variables(node: SgNode): void {
    const isField = node.parent()?.kind() === "field_declaration";
    const statement = node.parent();
    const scope =
      statement?.kind() === "using_statement" || statement?.kind() === "for_statement"
        ? statement
        : statement?.parent();
    for (const each of node.children().filter((child) => child.kind() === "variable_declarator")) {
      const name = each.field("name") ?? each.child(0);
      if (!name || !scope) continue;
      const type = () => this.named(node.field("type")) ?? this.#inner(initialOf(each));
      this.#scopes.declare(name, scopeOfTopLevel(scope), type, isField);
      if (isField) this.#members.add(ownerOf(node), name.text(), type);
    }
  }

  #foreach(node: SgNode): void {
    const left = node.field("left");
    if (left === null) return;
    const element = () => elementOf(this.#inner(node.field("right")));
    this.#scopes.declare(left, node, () => this.named(node.field("type")) ?? element(), true);
  }

  /** The name of a type as it is written; undefined for `var`. */
  named(type: SgNode | null): TypeName {
    switch (type?.kind()) {
      case undefined:
      case "implicit_type":
        return undefined;
      case "nullable_type":
        return this.named(argumentsOf(type)[0] ?? null);
      case "array_type":
        return `${this.named(argumentsOf(type)[0] ?? null)}[]`;
      case "generic_name":
        return this.#generic(type);
      case "identifier": {
        const name = this.#usings.named(type.text());
        return name === "Pinecone.Index" ? "Pinecone.IndexModel" : name;
      }
      case "qualified_name": {
        const last = argumentsOf(type).at(-1);
        if (last?.kind() !== "generic_name") return this.#usings.named(type.text());
        return this.#usings.named(type.text().replace(/<.*$/s, ""));
      }
      default:
        return type?.text();
    }
  }

  /** The community's client of an index is `Index<GrpcTransport>`. */
  #generic(type: SgNode): TypeName {
    const [name, list] = argumentsOf(type);
    const [only] = argumentsOf(list ?? null);
    const text = name?.text() ?? "";
    if (WRAPPERS.test(text) && only !== undefined) return this.named(only);
    if (LISTS.test(text) && only !== undefined) return `${this.named(only)}[]`;
    return this.#usings.named(text);
  }

  of(node: SgNode): TypeName {
    return this.#depth.within(node, () => this.#ofKind(node));
  }

  #ofKind(node: SgNode): TypeName {
    switch (node.kind()) {
      case "identifier":
        return this.#scopes.find(node.text(), node)?.type();
      case "member_access_expression":
        return this.#propertyOf(node);
      case "invocation_expression":
        return this.#resultOf(node);
      case "object_creation_expression":
      case "cast_expression":
      case "as_expression":
        return this.named(node.field("type") ?? node.field("right"));
      case "implicit_object_creation_expression":
        return this.#wantedAt(node);
      case "await_expression":
      case "parenthesized_expression":
      case "postfix_unary_expression":
        return this.#inner(argumentsOf(node)[0] ?? null);
      case "string_literal":
      case "verbatim_string_literal":
      case "interpolated_string_expression":
        return "string";
      case "this":
        return ownerOf(node);
      default:
        return undefined;
    }
  }

  #inner(node: SgNode | null): TypeName {
    return node === null ? undefined : this.of(node);
  }

  /** `new(...)` is of the type that is declared for it. */
  #wantedAt(node: SgNode): TypeName {
    const parent = node.parent();
    if (parent?.kind() === "assignment_expression") return this.#inner(parent.field("left"));
    const around = parent?.kind() === "variable_declarator" ? parent.parent() : parent;
    return this.named(around?.field("type") ?? null);
  }

  #propertyOf(node: SgNode): TypeName {
    const [expression, name] = [node.field("expression"), node.field("name")?.text() ?? ""];
    if (expression === null) return undefined;
    const owner = expression.text() === "this" ? ownerOf(node) : this.of(expression);
    if (owner === undefined) return undefined;
    if (name === "Result" || name === "Value") return owner;
    return PROPERTIES[owner]?.[name] ?? this.#members.find(owner, name);
  }

  #resultOf(node: SgNode): TypeName {
    const called = calledBy(node);
    if (called === undefined) return undefined;
    const { receiver, name } = called;
    if (receiver === undefined) return this.#members.find(ownerOf(node), name);
    const owner = receiver.text() === "this" ? ownerOf(node) : this.of(receiver);
    if (owner === undefined) return undefined;
    if (/^(?:ConfigureAwait|GetAwaiter|GetResult|AsTask)$/.test(name)) return owner;
    return RETURNS[owner]?.[name] ?? this.#members.find(owner, name);
  }
}

/** What a call calls: `a.B<T>(...)`, `a?.B(...)`, `B(...)`. */
export function calledBy(call: SgNode): { receiver: SgNode | undefined; name: string; nameNode: SgNode } | undefined {
  const called = call.field("function");
  if (called === null) return undefined;
  const isConditional = called.kind() === "conditional_access_expression";
  const binding = isConditional ? argumentsOf(called).at(-1) : called;
  const named =
    binding?.kind() === "identifier" || binding?.kind() === "generic_name" ? binding : binding?.field("name");
  const nameNode = named?.kind() === "generic_name" ? named.child(0) : named;
  const receiver = isConditional ? argumentsOf(called)[0] : (called.field("expression") ?? undefined);
  return nameNode ? { receiver, name: nameNode.text(), nameNode } : undefined;
}

function elementOf(type: TypeName): TypeName {
  return type?.endsWith("[]") ? type.slice(0, -"[]".length) : undefined;
}

function initialOf(declarator: SgNode): SgNode | null {
  const children = declarator.children();
  const equals = children.findIndex((child) => child.text() === "=");
  return equals < 0 ? null : (children[equals + 1] ?? null);
}

/** A statement of the program itself stands in a node of its own. */
function scopeOfTopLevel(scope: SgNode): SgNode {
  return scope.kind() === "global_statement" ? (scope.parent() ?? scope) : scope;
}

function ownerOf(node: SgNode): string {
  const owner = node.ancestors().find((each) => OWNERS.has(String(each.kind())));
  return owner?.field("name")?.text() ?? "";
}

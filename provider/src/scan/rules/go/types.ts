import type { SgNode } from "@ast-grep/napi";
import { argumentsOf } from "../typed/calls";
import { Depth } from "../typed/depth";
import { Members, Scopes, type TypeName } from "../typed/scopes";
import { CONVERSIONS, DISTINCT, FIELDS, PLAIN, RETURNS } from "./returns";

const DECLARATIONS = [
  "short_var_declaration",
  "var_spec",
  "const_spec",
  "parameter_declaration",
  "variadic_parameter_declaration",
  "range_clause",
  "function_declaration",
  "method_declaration",
  "type_spec",
];

/** The types of a Go file's expressions. Pointers to structs are like the structs: `*pinecone.Client` is `pinecone.Client`. */
export class GoTypes {
  readonly #scopes = new Scopes();
  readonly #depth = new Depth();
  readonly #members = new Members();
  /** Interfaces that stand before the vendor's connection. */
  readonly #interfaces = new Set<string>();
  readonly #alias: string;

  /** `alias`: the name that the file knows the vendor's package by. */
  constructor(root: SgNode, alias: string) {
    this.#alias = alias;
    for (const node of root.findAll({ rule: { any: DECLARATIONS.map((kind) => ({ kind })) } })) this.#declare(node);
  }

  /** Where a variable is declared. */
  declarationOf(identifier: SgNode) {
    return this.#scopes.find(identifier.text(), identifier);
  }

  #declare(node: SgNode): void {
    switch (node.kind()) {
      case "function_declaration":
        this.#method("", node);
        return;
      case "method_declaration":
        this.#method(this.#receiverOf(node), node);
        return;
      case "type_spec":
        this.#struct(node);
        return;
      case "parameter_declaration":
      case "variadic_parameter_declaration":
        this.#parameters(node);
        return;
      case "range_clause":
        this.#ranged(node);
        return;
      default:
        this.#variables(node);
    }
  }

  #method(owner: string, node: SgNode): void {
    const name = node.field("name");
    if (name !== null) this.#members.add(owner, name.text(), () => this.#firstResult(node.field("result")));
  }

  #receiverOf(node: SgNode): string {
    const [parameter] = argumentsOf(node.field("receiver"));
    return this.named(parameter?.field("type") ?? null) ?? "";
  }

  #firstResult(result: SgNode | null): TypeName {
    if (result?.kind() !== "parameter_list") return this.named(result);
    return this.named(argumentsOf(result)[0]?.field("type") ?? null);
  }

  #struct(node: SgNode): void {
    const [name, type] = [node.field("name")?.text(), node.field("type")];
    if (name !== undefined && type?.kind() === "interface_type" && this.#isConnection(type)) this.#interfaces.add(name);
    if (name === undefined || type?.kind() !== "struct_type") return;
    const fields = type.findAll({ rule: { kind: "field_declaration" } });
    for (const each of fields)
      for (const field of each.children().filter((child) => child.kind() === "field_identifier"))
        this.#members.add(name, field.text(), () => this.named(each.field("type")));
  }

  /** Its methods are called like the vendor's, and take the vendor's types. */
  #isConnection(type: SgNode): boolean {
    const methods = type.findAll({ rule: { kind: "method_elem", regex: "Vector" } });
    const types = type.findAll({ rule: { kind: "qualified_type" } });
    return methods.length > 0 && types.some((each) => each.field("package")?.text() === this.#alias);
  }

  #parameters(node: SgNode): void {
    const scope = node.parent()?.parent();
    if (!scope) return;
    const many = node.kind() === "variadic_parameter_declaration";
    const type = () => (many ? `[]${this.named(node.field("type"))}` : this.named(node.field("type")));
    for (const name of node.children().filter((child) => child.kind() === "identifier"))
      this.#scopes.declare(name, scope, type, true);
  }

  /** `for _, v := range values`: the second name is an element's. */
  #ranged(node: SgNode): void {
    const [names, scope] = [argumentsOf(node.field("left")), node.parent()];
    if (scope === null) return;
    for (const [at, name] of names.entries())
      this.#scopes.declare(name, scope, () => (at === 1 ? elementOf(this.#inner(node.field("right"))) : "int"));
  }

  #variables(node: SgNode): void {
    const short = node.kind() === "short_var_declaration";
    const names = short
      ? argumentsOf(node.field("left"))
      : node.children().filter((child) => child.kind() === "identifier");
    const values = argumentsOf(node.field(short ? "right" : "value"));
    const scope = scopeOf(node);
    for (const [at, name] of names.entries()) {
      const value = values.length === names.length ? values[at] : at === 0 ? values[0] : undefined;
      this.#scopes.declare(
        name,
        scope,
        () => this.named(node.field("type")) ?? this.#inner(value ?? null),
        isGlobal(scope),
      );
    }
  }

  /** The name of a type as it is written. */
  named(type: SgNode | null): TypeName {
    switch (type?.kind()) {
      case "pointer_type":
        return pointerTo(this.named(argumentsOf(type)[0] ?? null));
      case "parenthesized_type":
        return this.named(argumentsOf(type)[0] ?? null);
      case "slice_type":
      case "array_type":
        return `[]${this.named(type.field("element"))}`;
      case "map_type":
        return `map[${type.field("key")?.text()}]${this.named(type.field("value"))}`;
      case "qualified_type": {
        const name = type.field("name")?.text();
        return type.field("package")?.text() === this.#alias ? `pinecone.${name}` : type.text();
      }
      default:
        return this.#interfaces.has(type?.text() ?? "") ? "pinecone.IndexConnection" : type?.text();
    }
  }

  of(node: SgNode): TypeName {
    return this.#depth.within(node, () => this.#ofKind(node));
  }

  #ofKind(node: SgNode): TypeName {
    switch (node.kind()) {
      case "identifier":
        return this.#scopes.find(node.text(), node)?.type();
      case "selector_expression":
        return this.#fieldOf(node);
      case "call_expression":
        return this.#resultOf(node);
      case "composite_literal":
      case "type_conversion_expression":
      case "type_assertion_expression":
        return this.named(node.field("type"));
      case "unary_expression":
        return this.#pointed(node);
      case "int_literal":
        return "int";
      case "parenthesized_expression":
      case "literal_element":
        return this.#inner(argumentsOf(node)[0] ?? null);
      case "index_expression":
        return elementOf(this.#inner(node.field("operand")));
      case "interpreted_string_literal":
      case "raw_string_literal":
        return "string";
      case "binary_expression":
        return [node.field("left"), node.field("right")].some((side) => this.#inner(side) === "string")
          ? "string"
          : undefined;
      default:
        return undefined;
    }
  }

  #inner(node: SgNode | null): TypeName {
    return node === null ? undefined : this.of(node);
  }

  #pointed(node: SgNode): TypeName {
    const [operator, type] = [node.field("operator")?.text(), this.#inner(node.field("operand"))];
    if (operator === "&") return pointerTo(type);
    return operator === "*" && type?.startsWith("*") ? type.slice(1) : type;
  }

  #fieldOf(node: SgNode): TypeName {
    const field = node.field("field")?.text() ?? "";
    const owner = this.ownerOf(node);
    return owner === undefined ? undefined : (FIELDS[owner]?.[field] ?? this.#members.find(owner, field));
  }

  #resultOf(node: SgNode): TypeName {
    const called = node.field("function");
    const [first] = argumentsOf(node.field("arguments"));
    if (called === null) return undefined;
    if (called.kind() === "identifier") {
      if (called.text() === "append" && first !== undefined) return this.of(first);
      if (called.text() === "make" || called.text() === "new") return this.named(first ?? null);
      return CONVERSIONS.test(called.text()) ? called.text() : this.#members.find("", called.text());
    }
    if (called.kind() !== "selector_expression") return undefined;
    const owner = this.ownerOf(called);
    const name = called.field("field")?.text() ?? "";
    if (owner === undefined) return DISTINCT.test(name) ? RETURNS["pinecone.IndexConnection"]?.[name] : undefined;
    return RETURNS[owner]?.[name] ?? this.#members.find(owner, name);
  }

  /** What a selected name belongs to: a type, `pinecone` for the package, or another package by its name. */
  ownerOf(selector: SgNode): TypeName {
    const operand = selector.field("operand");
    if (operand === null) return undefined;
    const isPackage = operand.kind() === "identifier" && this.#scopes.find(operand.text(), operand) === undefined;
    if (!isPackage) return this.of(operand);
    return operand.text() === this.#alias ? "pinecone" : operand.text();
  }
}

function pointerTo(type: TypeName): TypeName {
  return type !== undefined && PLAIN.test(type) ? `*${type}` : type;
}

function elementOf(type: TypeName): TypeName {
  return type?.startsWith("[]") ? type.slice(2) : /^map\[[^\]]*\](.+)$/.exec(type ?? "")?.[1];
}

/** The part of a file that knows a variable: the rest of its block, or the statement that it is declared for. */
function scopeOf(node: SgNode): SgNode {
  const blocks = new Set(["var_declaration", "const_declaration", "var_spec_list", "for_clause", "statement_list"]);
  let scope = node.parent() ?? node;
  while (blocks.has(String(scope.kind()))) scope = scope.parent() ?? scope;
  return scope;
}

function isGlobal(scope: SgNode): boolean {
  return scope.kind() === "source_file";
}

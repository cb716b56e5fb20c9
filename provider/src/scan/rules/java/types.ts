import type { SgNode } from "@ast-grep/napi";
import { argumentsOf } from "../typed/calls";
import { Depth } from "../typed/depth";
import { Members, Scopes, type TypeName } from "../typed/scopes";
import type { JavaClasses } from "./imports";
import { given, HOST } from "./returns";

const DECLARATIONS = [
  "field_declaration",
  "local_variable_declaration",
  "formal_parameter",
  "resource",
  "enhanced_for_statement",
  "method_declaration",
  "lambda_expression",
];

/** The types of a Java file's expressions; those of the vendor's begin with `pinecone.`. */
export class JavaTypes {
  readonly #classes: JavaClasses;
  readonly #scopes = new Scopes();
  readonly #depth = new Depth();
  readonly #members = new Members();

  constructor(root: SgNode, classes: JavaClasses) {
    this.#classes = classes;
    for (const node of root.findAll({ rule: { any: DECLARATIONS.map((kind) => ({ kind })) } })) this.#declare(node);
  }

  #declare(node: SgNode): void {
    switch (node.kind()) {
      case "method_declaration": {
        const name = node.field("name");
        if (name !== null) this.#members.add(ownerOf(node), name.text(), () => this.#named(node.field("type")));
        return;
      }
      case "field_declaration":
      case "local_variable_declaration":
        this.#variables(node);
        return;
      case "lambda_expression":
        this.#parametersOf(node);
        return;
      case "enhanced_for_statement":
        this.#add(node, node, () => this.#elementOf(node.field("value")));
        return;
      case "resource":
        this.#add(node, node.parent()?.parent() ?? node, () => this.#valueOf(node));
        return;
      default:
        this.#add(node, node.parent()?.parent() ?? node, () => undefined);
    }
  }

  /** Declares a node's `name` by its `type`, or by what stands for it where that is `var`. */
  #add(node: SgNode, scope: SgNode, otherwise: () => TypeName): void {
    const name = node.field("name");
    if (name !== null) this.#scopes.declare(name, scope, () => this.#declared(node.field("type"), otherwise), true);
  }

  #variables(node: SgNode): void {
    const isField = node.kind() === "field_declaration";
    const scope = node.parent();
    for (const each of node.children().filter((child) => child.kind() === "variable_declarator")) {
      const name = each.field("name");
      if (name === null || scope === null) continue;
      const type = () => this.#declared(node.field("type"), () => this.#valueOf(each));
      this.#scopes.declare(name, scope, type, isField);
      if (isField) this.#members.add(ownerOf(node), name.text(), type);
    }
  }

  /** `x -> ...` and `(x, y) -> ...` hide outer names of the same spelling. */
  #parametersOf(node: SgNode): void {
    const parameters = node.field("parameters");
    if (parameters === null) return;
    const bare = parameters.kind() === "identifier" ? [parameters] : parameters.children();
    for (const each of bare.filter((child) => child.kind() === "identifier"))
      this.#scopes.declare(each, node, () => undefined);
  }

  #declared(type: SgNode | null, otherwise: () => TypeName): TypeName {
    const name = this.#named(type);
    if (name === "var") return otherwise();
    return name === "String" && otherwise() === HOST ? HOST : name;
  }

  #valueOf(node: SgNode): TypeName {
    const value = node.field("value");
    return value === null ? undefined : this.of(value);
  }

  #elementOf(node: SgNode | null): TypeName {
    const type = node === null ? undefined : this.of(node);
    return type?.endsWith("[]") ? type.slice(0, -"[]".length) : undefined;
  }

  /** The name of a type as it is written. */
  #named(type: SgNode | null): TypeName {
    if (type === null) return undefined;
    switch (type.kind()) {
      case "generic_type": {
        const [of, list] = type.children().filter((child) => child.isNamed());
        const [only, second] = argumentsOf(list ?? null);
        const isList = /^(?:List|Collection|Iterable|ArrayList|Set)$/.test(of?.text() ?? "");
        return isList && only !== undefined && second === undefined
          ? `${this.#named(only)}[]`
          : this.#named(of ?? null);
      }
      case "array_type":
        return `${this.#named(type.field("element"))}[]`;
      default:
        return this.#classes.dotted(type.text());
    }
  }

  of(node: SgNode): TypeName {
    return this.#depth.within(node, () => this.#ofKind(node));
  }

  #ofKind(node: SgNode): TypeName {
    switch (node.kind()) {
      case "identifier":
        return this.#identifier(node);
      case "field_access":
        return this.#fieldOf(node);
      case "method_invocation":
        return this.#resultOf(node);
      case "object_creation_expression":
      case "cast_expression":
        return this.#named(node.field("type"));
      case "this":
        return ownerOf(node);
      case "parenthesized_expression":
        return this.#inner(node.child(1));
      case "ternary_expression":
        return this.#inner(node.field("consequence"));
      case "string_literal":
        return "String";
      case "binary_expression":
        return this.#sumOf(node);
      default:
        return undefined;
    }
  }

  #inner(node: SgNode | null): TypeName {
    return node === null ? undefined : this.of(node);
  }

  /** A variable; a name that is none may be a class, as in `UpsertRequest.newBuilder()`. */
  #identifier(node: SgNode): TypeName {
    const declared = this.#scopes.find(node.text(), node);
    if (declared !== undefined) return declared.type();
    const named = this.#classes.named(node.text());
    return named.startsWith("pinecone.") ? named : undefined;
  }

  #fieldOf(node: SgNode): TypeName {
    const [object, field] = [node.field("object"), node.field("field")];
    const text = node.text();
    if (/^[A-Z]/.test(field?.text() ?? "")) {
      const named = this.#classes.dotted(text);
      if (named.startsWith("pinecone.")) return named;
    }
    const owner = this.#inner(object);
    return owner === undefined || field === null ? undefined : this.#members.find(owner, field.text());
  }

  #resultOf(node: SgNode): TypeName {
    const [object, name] = [node.field("object"), node.field("name")?.text() ?? ""];
    if (object === null) return this.#members.find(ownerOf(node), name);
    const on = this.of(object);
    return on === undefined ? undefined : (this.#members.find(on, name) ?? given(on, name));
  }

  /** `"https://" + host` is the host's address. */
  #sumOf(node: SgNode): TypeName {
    const sides = [this.#inner(node.field("left")), this.#inner(node.field("right"))];
    return [HOST, "String"].find((type) => sides.includes(type));
  }
}

/** The class that a node stands in. */
function ownerOf(node: SgNode): string {
  const kinds = new Set(["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"]);
  const owner = node.ancestors().find((each) => kinds.has(String(each.kind())));
  return owner?.field("name")?.text() ?? "";
}

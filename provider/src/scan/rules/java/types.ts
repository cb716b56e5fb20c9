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
  "class_declaration",
];

/** Classes of which an object holds or gives one, or one a key. */
const HOLDERS =
  /^(?:[A-Za-z]*Map|Optional|Supplier|Callable|Provider|ObjectProvider|AtomicReference|CompletableFuture|CompletionStage|Future|Lazy|ThreadLocal)$/;
/** Marks the type of what a holder holds, as `[]` does that of a list. */
const HELD = "{}";
/** Methods of holders and lists that give what they hold. */
const GIVES =
  /^(?:get|getFirst|getLast|getOrDefault|getNow|getObject|getIfAvailable|orElse|orElseGet|orElseThrow|join|call|remove|computeIfAbsent)$/;
/** Classes above a class; no program of a person has as many. */
const DEEPEST = 20;

/** The types of a Java file's expressions; those of the vendor's begin with `pinecone.`. */
export class JavaTypes {
  readonly #classes: JavaClasses;
  readonly #scopes = new Scopes();
  readonly #depth = new Depth();
  readonly #members = new Members();
  /** What the file's own classes extend. */
  readonly #bases = new Map<string, string>();

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
      case "class_declaration":
        this.#extends(node);
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

  #extends(node: SgNode): void {
    const [name, base] = [node.field("name"), node.field("superclass")?.namedChildren()[0]];
    const type = base === undefined ? undefined : this.#named(base);
    if (name !== null && type !== undefined) this.#bases.set(name.text(), type);
  }

  /** A member of a class, or of one that it extends in this file. */
  #member(owner: string, name: string): TypeName {
    for (let at: string | undefined = owner, depth = 0; at !== undefined && depth < DEEPEST; depth += 1) {
      const type = this.#members.find(at, name);
      if (type !== undefined) return type;
      at = this.#bases.get(at);
    }
    return undefined;
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
        const held = HOLDERS.test(of?.text() ?? "") ? this.#named(second ?? only ?? null) : undefined;
        if (held?.startsWith("pinecone.")) return held + HELD;
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
      case "super":
        return this.#bases.get(ownerOf(node));
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
    if (named.startsWith("pinecone.")) return named;
    return this.#bases.size === 0 ? undefined : this.#member(ownerOf(node), node.text());
  }

  #fieldOf(node: SgNode): TypeName {
    const [object, field] = [node.field("object"), node.field("field")];
    const text = node.text();
    if (/^[A-Z]/.test(field?.text() ?? "")) {
      const named = this.#classes.dotted(text);
      if (named.startsWith("pinecone.")) return named;
    }
    const owner = this.#inner(object);
    return owner === undefined || field === null ? undefined : this.#member(owner, field.text());
  }

  #resultOf(node: SgNode): TypeName {
    const [object, name] = [node.field("object"), node.field("name")?.text() ?? ""];
    if (object === null) return this.#member(ownerOf(node), name);
    const on = this.of(object);
    if (on === undefined) return undefined;
    return this.#member(on, name) ?? (GIVES.test(name) ? heldBy(on) : undefined) ?? given(on, name);
  }

  /** `"https://" + host` is the host's address. */
  #sumOf(node: SgNode): TypeName {
    const sides = [this.#inner(node.field("left")), this.#inner(node.field("right"))];
    return [HOST, "String"].find((type) => sides.includes(type));
  }
}

/** What a list or a holder gives. */
function heldBy(type: string): TypeName {
  return [HELD, "[]"].flatMap((mark) => (type.endsWith(mark) ? [type.slice(0, -mark.length)] : []))[0];
}

/** The class that a node stands in. */
function ownerOf(node: SgNode): string {
  const kinds = new Set(["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"]);
  const owner = node.ancestors().find((each) => kinds.has(String(each.kind())));
  return owner?.field("name")?.text() ?? "";
}

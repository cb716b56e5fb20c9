import type { SgNode } from "@ast-grep/napi";
import type { Evaluation } from "./evaluation";
import { instanceOf, type Kind } from "./kind";
import { isWrapper } from "./syntax";

/** What the types that a file writes say. */
export class TypeKinds {
  constructor(private readonly evaluation: Evaluation) {}

  /** A type annotation or a type; what a promise gives is as good as itself. */
  kindOf(type: SgNode | null | undefined): Kind | undefined {
    if (!type) return undefined;
    const kind = String(type.kind());
    if (kind === "type_identifier") return this.instance(this.evaluation.nameKind(type));
    if (kind === "nested_type_identifier") return this.nested(type);
    if (kind === "generic_type") return this.generic(type);
    if (kind === "object_type" || kind === "interface_body") return { is: "shape", node: type };
    if (kind === "type_annotation" || kind === "parenthesized_type") return this.kindOf(type.namedChildren()[0]);
    if (kind !== "union_type") return undefined;
    const kinds = type.namedChildren().map((each) => this.kindOf(each));
    return kinds.find((each) => each !== undefined);
  }

  /** What an interface or an alias of a type says. */
  declared(node: SgNode): Kind | undefined {
    return this.kindOf(node.field("body") ?? node.field("value"));
  }

  /** A member of a type that lists its members. */
  member(shape: SgNode, name: string): Kind | undefined {
    const signature = shape.namedChildren().find((child) => child.field("name")?.text() === name);
    if (signature?.kind() === "property_signature") return this.kindOf(signature.field("type"));
    if (signature?.kind() !== "method_signature") return undefined;
    const kind = this.kindOf(signature.field("return_type"));
    return kind === undefined ? undefined : { is: "gives", kind };
  }

  /** What `as`, `satisfies` and `<Type>` say of an expression, the outermost first. */
  asserted(expression: SgNode): Kind | undefined {
    const kind = String(expression.kind());
    const inner = expression.namedChildren().filter((child) => child.kind() !== "comment");
    const isAssertion = kind === "as_expression" || kind === "satisfies_expression" || kind === "type_assertion";
    const [value, type] = kind === "type_assertion" ? [inner.at(-1), inner[0]?.namedChildren()[0]] : inner;
    const said = isAssertion ? this.kindOf(type) : undefined;
    if (said !== undefined) return said;
    return value !== undefined && isWrapper(value) ? this.asserted(value) : undefined;
  }

  /** `pinecone.Index` of `import * as pinecone`. */
  private nested(type: SgNode): Kind | undefined {
    const [module, name] = type.namedChildren();
    if (module === undefined || name === undefined) return undefined;
    return this.instance(this.evaluation.member(this.evaluation.nameKind(module), name.text()));
  }

  private generic(type: SgNode): Kind | undefined {
    const name = type.field("name");
    const [first] = type.field("type_arguments")?.namedChildren() ?? [];
    return this.kindOf(name?.text() === "Promise" ? first : name);
  }

  private instance(kind: Kind | undefined): Kind | undefined {
    return kind === undefined ? undefined : instanceOf(kind);
  }
}

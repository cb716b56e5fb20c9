import type { SgNode } from "@ast-grep/napi";
import type { Evaluation } from "./evaluation";
import { common, type Kind } from "./kind";
import { nearest } from "./scopes";
import { isNothing } from "./syntax";

/** What the members of a file's own classes stand for. */
export class ClassMembers {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly typed: boolean,
  ) {}

  /** `this.name` at a node. */
  ofThis(node: SgNode, name: string): Kind | undefined {
    const scope = nearest(this.evaluation.scopes.at(node.range().start.index), "class");
    return scope === undefined ? undefined : this.member(scope.node, name);
  }

  /** A member of a class: its value where one is seen, else its type; undefined where its values differ. */
  member(of: SgNode, name: string): Kind | undefined {
    const declared = this.declared(of, name);
    if (declared?.kind() === "method_definition") return this.method(declared);
    const values = [...fieldValue(declared), ...this.assigned(of, name)].filter((value) => !isNothing(value));
    const kind = common(values.map((value) => this.evaluation.kindOf(value)));
    return kind ?? this.evaluation.types.kindOf(declared?.field("type"));
  }

  private method(node: SgNode): Kind | undefined {
    const isGetter = node.children().some((child) => child.kind() === "get");
    return isGetter ? this.evaluation.functions.returned(node) : { is: "function", node };
  }

  private declared(of: SgNode, name: string): SgNode | undefined {
    const members = of.field("body")?.namedChildren() ?? [];
    const own = members.find((member) => (member.field("name") ?? member.field("property"))?.text() === name);
    if (own !== undefined || !this.typed) return own;
    // `constructor(private readonly index: Index)` declares a member.
    const made = members.find((member) => member.field("name")?.text() === "constructor");
    const parameters = made?.field("parameters")?.namedChildren() ?? [];
    return parameters.find((parameter) => parameter.field("pattern")?.text() === name && isMember(parameter));
  }

  private assigned(of: SgNode, name: string): SgNode[] {
    const { declarations, scopes } = this.evaluation;
    return declarations.memberAssignments
      .filter(({ left }) => left.field("property")?.text() === name)
      .filter(({ left }) => {
        const object = left.field("object");
        if (object?.kind() === "this")
          return nearest(scopes.at(left.range().start.index), "class")?.node.id() === of.id();
        return object?.kind() === "identifier" && object.text() === of.field("name")?.text();
      })
      .map(({ right }) => right);
  }
}

function isMember(parameter: SgNode): boolean {
  return parameter.children().some((child) => {
    const kind = String(child.kind());
    return kind === "accessibility_modifier" || kind === "readonly" || kind === "override_modifier";
  });
}

function fieldValue(declared: SgNode | undefined): SgNode[] {
  const value = declared?.field("value") ?? null;
  return value === null ? [] : [value];
}

import type { SgNode } from "@ast-grep/napi";
import type { Evaluation } from "./evaluation";
import { common, type Kind } from "./kind";
import { nearest } from "./scopes";
import { isNothing } from "./syntax";

/** Classes above a class; no program of a person has as many. */
const DEEPEST = 20;

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
    const assigned = this.assigned(of, name);
    if (declared === undefined && assigned.length === 0) return this.inherited(of, name);
    const values = [...fieldValue(declared), ...assigned].filter((value) => !isNothing(value));
    const kind = common(values.map((value) => this.evaluation.kindOf(value)));
    return kind ?? this.evaluation.types.kindOf(declared?.field("type"));
  }

  /** What a class extends. */
  baseOf(of: SgNode): Kind | undefined {
    const heritage = of.children().find((child) => child.kind() === "class_heritage");
    const [first] = heritage?.namedChildren() ?? [];
    const base = first?.kind() === "extends_clause" ? first.field("value") : first;
    if (!base) return undefined;
    return this.evaluation.once(`base ${of.id()}`, () => this.evaluation.kindOf(base));
  }

  /** The names of a class's members, of those too that it inherits in this file. */
  namesOf(of: SgNode): ReadonlySet<string> {
    const names = new Set<string>();
    for (let at: SgNode | undefined = of, depth = 0; at !== undefined && depth < DEEPEST; depth += 1) {
      for (const name of this.ownNames(at)) names.add(name);
      const base = this.baseOf(at);
      at = base?.is === "local-class" ? base.node : undefined;
    }
    return names;
  }

  private inherited(of: SgNode, name: string): Kind | undefined {
    return this.evaluation.once(`inherited ${of.id()} ${name}`, () => this.evaluation.member(this.baseOf(of), name));
  }

  private ownNames(of: SgNode): string[] {
    const members = of.field("body")?.namedChildren() ?? [];
    const declared = members.flatMap((member) => (member.field("name") ?? member.field("property"))?.text() ?? []);
    const made = members.find((member) => member.field("name")?.text() === "constructor");
    const parameters = made?.field("parameters")?.namedChildren() ?? [];
    const given = parameters.filter(isMember).flatMap((parameter) => parameter.field("pattern")?.text() ?? []);
    const assigned = this.evaluation.declarations.memberAssignments
      .filter(({ left }) => this.isOf(left, of))
      .flatMap(({ left }) => left.field("property")?.text() ?? []);
    return [...declared, ...given, ...assigned].filter((name) => name !== "constructor");
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
    return this.evaluation.declarations.memberAssignments
      .filter(({ left }) => left.field("property")?.text() === name && this.isOf(left, of))
      .map(({ right }) => right);
  }

  /** Whether it is `this.x` within a class, or `Class.x`. */
  private isOf(left: SgNode, of: SgNode): boolean {
    const object = left.field("object");
    if (object?.kind() === "this") {
      return nearest(this.evaluation.scopes.at(left.range().start.index), "class")?.node.id() === of.id();
    }
    return object?.kind() === "identifier" && object.text() === of.field("name")?.text();
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

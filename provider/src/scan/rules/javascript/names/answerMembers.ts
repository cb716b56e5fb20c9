import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";
import type { Bindings } from "./bindings";
import type { Kind } from "./kind";
import { memberName } from "./syntax";

/** A property that is taken from something known: `answer.name`, or `{ name }` in a pattern. */
export interface MemberUse {
  readonly kind: Kind;
  readonly name: string;
  /** The name's node. */
  readonly nameNode: SgNode;
  /** `answer.name`; left out in a pattern. */
  readonly expression?: SgNode;
}

/** Where a file takes properties of these names from something known. */
export function* memberUses(file: SourceFile, bindings: Bindings, names: readonly string[]): Generator<MemberUse> {
  // Most files have none of them, and a text is searched faster than a tree.
  if (!names.some((name) => file.text.includes(name))) return;
  const regex = `^(?:${names.join("|")})$`;
  const inPattern = [
    { kind: "shorthand_property_identifier_pattern", regex },
    { kind: "property_identifier", regex, inside: { kind: "pair_pattern", field: "key" } },
  ];
  const inExpression = { kind: "property_identifier", regex, inside: { kind: "member_expression", field: "property" } };
  for (const nameNode of file.root.findAll({ rule: { any: [inExpression, ...inPattern] } })) {
    const use = useOf(nameNode, bindings);
    if (use !== undefined) yield use;
  }
}

function useOf(nameNode: SgNode, { evaluation }: Bindings): MemberUse | undefined {
  const parent = nameNode.parent();
  if (parent === null) return undefined;
  const name = nameNode.text();
  if (parent.kind() !== "member_expression") {
    const pattern = nameNode.ancestors().find((each) => each.kind() === "object_pattern");
    const kind = pattern === undefined ? undefined : evaluation.patternKind(pattern);
    return kind === undefined ? undefined : { kind, name, nameNode };
  }
  const object = parent.field("object");
  const kind = object === null || memberName(parent) !== name ? undefined : evaluation.kindOf(object);
  return kind === undefined ? undefined : { kind, name, nameNode, expression: parent };
}

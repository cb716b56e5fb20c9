import type { SgNode } from "@ast-grep/napi";

const WRAPPERS = new Set([
  "await_expression",
  "parenthesized_expression",
  "as_expression",
  "satisfies_expression",
  "non_null_expression",
  "type_assertion",
]);

/** Whether a node only says something about the expression inside it. */
export function isWrapper(node: SgNode): boolean {
  return WRAPPERS.has(String(node.kind()));
}

/** The expression inside `await`, parentheses, `as`, `satisfies` and `!`. */
export function unwrapped(node: SgNode): SgNode {
  let now = node;
  while (isWrapper(now)) {
    const inner = now.namedChildren().filter((child) => child.kind() !== "comment");
    const next = now.kind() === "type_assertion" ? inner.at(-1) : inner[0];
    if (next === undefined) return now;
    now = next;
  }
  return now;
}

/** A string literal's value, where it has no escapes and nothing is put into it. */
export function stringValue(node: SgNode): string | undefined {
  if (node.kind() !== "string" && node.kind() !== "template_string") return undefined;
  const parts = node.namedChildren();
  if (parts.some((part) => part.kind() !== "string_fragment")) return undefined;
  return parts.map((part) => part.text()).join("");
}

/** The arguments of a call, without comments. */
export function argumentsOf(call: SgNode): readonly SgNode[] {
  const list = call.field("arguments");
  if (list === null || list.kind() !== "arguments") return [];
  return list.namedChildren().filter((child) => child.kind() !== "comment");
}

/** A property's name as an object literal or a pattern writes it: `a`, `"a"`; undefined for a computed one. */
export function keyText(key: SgNode | null): string | undefined {
  if (key === null) return undefined;
  if (key.kind() === "string") return stringValue(key);
  return key.kind() === "computed_property_name" ? undefined : key.text();
}

/** A property of an object literal; `value` is the name itself where it is written short. */
export interface Property {
  readonly name: string;
  readonly node: SgNode;
  readonly value: SgNode;
}

/** The properties of an object literal, and whether it has some that can't be read: spread, computed. */
export function propertiesOf(object: SgNode): { readonly properties: readonly Property[]; readonly open: boolean } {
  const properties: Property[] = [];
  let open = false;
  for (const node of object.namedChildren()) {
    const property = propertyOf(node);
    if (property !== undefined) properties.push(property);
    else if (node.kind() !== "comment") open = true;
  }
  return { properties, open };
}

function propertyOf(node: SgNode): Property | undefined {
  const kind = node.kind();
  if (kind === "shorthand_property_identifier") return { name: node.text(), node, value: node };
  if (kind === "method_definition") return named(keyText(node.field("name")), node, node);
  return kind === "pair" ? named(keyText(node.field("key")), node, node.field("value")) : undefined;
}

function named(name: string | undefined, node: SgNode, value: SgNode | null): Property | undefined {
  return name === undefined || value === null ? undefined : { name, node, value };
}

/** An object literal's property by its name. */
export function propertyNamed(object: SgNode, name: string): Property | undefined {
  return propertiesOf(object).properties.find((property) => property.name === name);
}

/** The property's name of `a.b`, `a?.b` and `a["b"]`. */
export function memberName(node: SgNode): string | undefined {
  if (node.kind() === "member_expression") return node.field("property")?.text();
  if (node.kind() !== "subscript_expression") return undefined;
  const index = node.field("index");
  return index === null ? undefined : stringValue(index);
}

/** The `?.` of `a?.b`, `a?.[b]` or `a?.(b)`; the grammars call it by either name. */
export function optionalChain(node: SgNode | null): SgNode | undefined {
  return node?.children().find((child) => child.kind() === "optional_chain" || child.kind() === "?.");
}

/** Whether an expression has a `?.` that ends it, and what goes on from it, with `undefined`. */
export function isOptional(expression: SgNode): boolean {
  let now: SgNode | null = expression;
  while (now !== null && optionalChain(now) === undefined) now = before(now);
  return now !== null;
}

/** What a link of a chain goes on from. Parentheses end a chain. */
function before(link: SgNode): SgNode | null {
  if (link.kind() === "non_null_expression") return link.child(0);
  return link.kind() === "call_expression" ? link.field("function") : link.field("object");
}

/** Whether a value is `null` or `undefined`, which a variable holds before it gets its own. */
export function isNothing(node: SgNode): boolean {
  return node.kind() === "null" || node.kind() === "undefined" || node.text() === "undefined";
}

/** `./db`, `../db`, and `@/db`, `~/db` of tsconfig's `paths`: a file of the tree, and no package. */
export function isRelative(specifier: string): boolean {
  return isAlias(specifier) || isDotted(specifier);
}

/** A path from the folder of the sources, as tsconfig's `paths` are used to have it. */
export function isAlias(specifier: string): boolean {
  return specifier.startsWith("@/") || specifier.startsWith("~/");
}

/** Whether a specifier may lead to a file of the tree: a plain name is a package from elsewhere, an address another's. */
export function isLocal(specifier: string): boolean {
  return isRelative(specifier) || (/[/#$]/.test(specifier) && !isPinecone(specifier) && !specifier.includes(":"));
}

export function isDotted(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../") || specifier === "." || specifier === "..";
}

/** Deno and pages name the package by `npm:` or an address, with a version. */
const PINECONE = /^(?:npm:|https:\/\/[\w.-]+\/(?:npm\/)?)?@pinecone-database\/pinecone(?:@[\w.^~-]+)?(?:[/?].*)?$/;

/** The vendor's package and what lies in it. */
export function isPinecone(specifier: string): boolean {
  return PINECONE.test(specifier);
}

/** The module of captureWrites. */
export const CAPTURE = "podshift/capture";

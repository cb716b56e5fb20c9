import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type Literal, unquoted } from "./place";

export type { Node } from "jsonc-parser";

/** A property of a JSON object. */
export interface Property {
  readonly key: Literal;
  readonly value: Node;
}

/** Parses a file of JSON, with comments if it must be. Throws on broken syntax. */
export function jsonTree(text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) throw new SyntaxError(`${printParseErrorCode(first.error)} at offset ${first.offset}`);
  if (tree === undefined) throw new SyntaxError("no JSON in it");
  return tree;
}

/** An object's properties, in order; none for anything else. */
export function propertiesOf(node: Node | undefined): Property[] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ key: literalOf(key), value }],
  );
}

export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  return propertiesOf(node).find(({ key }) => key.value === name)?.value;
}

/** A text's place and value; undefined for anything else. */
export function textOf(node: Node | undefined): Literal | undefined {
  return node?.type === "string" ? literalOf(node) : undefined;
}

function literalOf({ offset, length, value }: Node): Literal {
  return unquoted(offset, offset + length, String(value));
}

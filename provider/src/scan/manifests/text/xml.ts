import { buildAst, type XMLElement } from "@xml-tools/ast";
import { type DocumentCstNode, parse } from "@xml-tools/parser";
import { type Literal, unquoted } from "./place";

export type { XMLElement } from "@xml-tools/ast";

/** Parses a file of XML and gives its root. Throws on broken syntax. */
export function xmlRoot(text: string): XMLElement {
  const { cst, tokenVector, lexErrors, parseErrors } = parse(text);
  const [error] = [...lexErrors, ...parseErrors];
  if (error !== undefined) throw new SyntaxError(error.message);
  const { rootElement } = buildAst(cst as DocumentCstNode, tokenVector);
  if (rootElement === null) throw new SyntaxError("no XML in it");
  return rootElement;
}

/** All elements of a name, wherever they stand. */
export function elementsOf(element: XMLElement, name: string): XMLElement[] {
  const below = element.subElements.flatMap((each) => elementsOf(each, name));
  return element.name === name ? [element, ...below] : below;
}

export function childOf(element: XMLElement, name: string): XMLElement | undefined {
  return element.subElements.find((each) => each.name === name);
}

/** An element's text without the spaces around it; undefined where there is none, or comments stand in it. */
export function contentOf(element: XMLElement | undefined): Literal | undefined {
  const texts = element?.textContents.filter(({ text }) => text !== null && text.trim() !== "") ?? [];
  const [only] = texts;
  if (only?.text == null || texts.length > 1) return undefined;
  const start = only.position.startOffset + only.text.length - only.text.trimStart().length;
  const value = only.text.trim();
  return { start, end: start + value.length, value };
}

/** An attribute's value; names of attributes are compared as they are. */
export function attributeOf(element: XMLElement, name: string): Literal | undefined {
  const found = element.attributes.find(({ key }) => key === name);
  const token = found?.syntax.value;
  if (found?.value == null || token === undefined) return undefined;
  return unquoted(token.startOffset, token.endOffset + 1, found.value);
}

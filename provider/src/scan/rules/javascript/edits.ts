import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";

/** Removes an item of a list with its comma, and its line where it stands alone on it. */
export function removeItem(text: string, node: SgNode): Edit {
  const range = node.range();
  const start = range.start.index;
  const comma = blanksAfter(text, range.end.index);
  if (text[comma] === ",") return wholeLine(text, start, comma + 1);
  const before = whitespaceBefore(text, start);
  if (text[before - 1] === ",") return { start: before - 1, end: range.end.index, text: "" };
  return wholeLine(text, start, range.end.index);
}

/** Removes a statement, and its lines where it stands alone on them. */
export function removeStatement(text: string, node: SgNode): Edit {
  const { start, end } = node.range();
  return wholeLine(text, start.index, end.index);
}

function wholeLine(text: string, start: number, end: number): Edit {
  const lineStart = blanksBefore(text, start);
  const lineEnd = blanksAfter(text, end);
  const first = lineStart === 0 || text[lineStart - 1] === "\n";
  if (first && text.startsWith("\r\n", lineEnd)) return { start: lineStart, end: lineEnd + 2, text: "" };
  if (first && text[lineEnd] === "\n") return { start: lineStart, end: lineEnd + 1, text: "" };
  return { start, end: lineEnd, text: "" };
}

function blanksAfter(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

function blanksBefore(text: string, from: number): number {
  let at = from;
  while (text[at - 1] === " " || text[at - 1] === "\t") at -= 1;
  return at;
}

function whitespaceBefore(text: string, from: number): number {
  let at = from;
  while (at > 0 && " \t\r\n".includes(text[at - 1] ?? "x")) at -= 1;
  return at;
}

/** A node's text after edits inside it. */
export function textWith(node: SgNode, edits: readonly Edit[]): string {
  const offset = node.range().start.index;
  const last = [...edits].sort((a, b) => b.start - a.start);
  return last.reduce(
    (text, edit) => text.slice(0, edit.start - offset) + edit.text + text.slice(edit.end - offset),
    node.text(),
  );
}

/** A text as it stands when the lines after its first move to the left with the node that it replaces. */
export function movedTo(outer: SgNode, inner: SgNode, text: string): string {
  // The lines of a template are its value.
  if (inner.find({ rule: { kind: "template_string", regex: "\\n" } }) !== null) return text;
  const by = lineIndent(inner) - lineIndent(outer);
  if (by <= 0) return text;
  return text
    .split("\n")
    .map((line, at) => (at === 0 ? line : line.slice(Math.min(by, line.length - line.trimStart().length))))
    .join("\n");
}

/** How far the line is indented on which a node begins. */
function lineIndent(node: SgNode): number {
  const { line } = node.range().start;
  const text = node.getRoot().root().text().split("\n")[line] ?? "";
  return text.length - text.trimStart().length;
}

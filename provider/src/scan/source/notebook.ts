import { findNodeAtLocation, type Node, type ParseError, parseTree } from "jsonc-parser";
import type { Edit, Found, Place, Span } from "../finding";
import { JsonString, jsonEscaped } from "./jsonString";
import { withoutMagics } from "./magics";
import { inShell, requirementsIn } from "./pipInstalls";
import { type Located, lineAt, type View } from "./view";

/** A code cell: the strings that its source consists of, and where it begins in the joined code. */
interface Cell {
  /** From 1, among all cells. */
  readonly number: number;
  readonly strings: readonly JsonString[];
  readonly code: string;
  readonly start: number;
}

/**
 * The code cells of a Python notebook as one program; undefined for a notebook in another language.
 *
 * @throws SyntaxError when the file is no notebook
 */
export function notebookView(file: string): View | undefined {
  const root = treeOf(file);
  const language =
    valueAt(root, "metadata", "kernelspec", "language") ?? valueAt(root, "metadata", "language_info", "name");
  if (typeof language === "string" && language.toLowerCase() !== "python") return undefined;
  const cells = cellsOf(file, root);
  const text = cells.map(({ code }) => withoutMagics(code)).join("\n");
  const whole = cells.map(({ code }) => code).join("\n");
  const place = (found: Found) => locate(file, cells, whole, found);
  const requirements = requirementsIn(whole);
  if (requirements === undefined) return { text, locate: place };
  const placeRequirement = (found: Found) => place(asCommand(whole, found));
  return { text, locate: place, requirements: { text: requirements, locate: placeRequirement } };
}

function asCommand(whole: string, { edits, ...found }: Found): Found {
  const safe = edits === undefined ? undefined : inShell(whole, edits);
  return safe === undefined ? found : { ...found, edits: safe };
}

function treeOf(file: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(file, errors, { disallowComments: true });
  const cells = root === undefined ? undefined : findNodeAtLocation(root, ["cells"]);
  if (root === undefined || errors.length > 0 || cells?.type !== "array") {
    throw new SyntaxError(errors.length > 0 ? "is no JSON" : "has no `cells`");
  }
  return root;
}

function valueAt(root: Node, ...path: string[]): unknown {
  return findNodeAtLocation(root, path)?.value;
}

function cellsOf(file: string, root: Node): Cell[] {
  const cells: Cell[] = [];
  let start = 0;
  for (const [at, node] of (findNodeAtLocation(root, ["cells"])?.children ?? []).entries()) {
    if (valueAt(node, "cell_type") !== "code") continue;
    const strings = sourceOf(findNodeAtLocation(node, ["source"])).map(
      ({ offset, length }) => new JsonString(file, offset, offset + length),
    );
    const code = strings.map(({ value }) => value).join("");
    cells.push({ number: at + 1, strings, code, start });
    start += code.length + 1;
  }
  return cells;
}

/** A source is a list of lines, or one text. */
function sourceOf(source: Node | undefined): readonly Node[] {
  const nodes = source?.type === "array" ? (source.children ?? []) : source === undefined ? [] : [source];
  return nodes.every(({ type }) => type === "string") ? nodes : [];
}

function locate(file: string, cells: readonly Cell[], whole: string, { span, edits }: Found): Located | undefined {
  const cell = cellAt(cells, span.start.offset);
  if (cell === undefined) return undefined;
  const within = span.start.offset - cell.start;
  const end = Math.min(span.end.offset, cell.start + cell.code.length);
  const mapped = edits === undefined ? undefined : editsInFile(file, cells, edits);
  return {
    span: spanIn(file, cell, within, end - cell.start),
    cell: { number: cell.number, line: lineNumber(cell.code, within) },
    line: lineAt(whole, span.start.offset),
    ...(mapped === undefined ? {} : { edits: mapped }),
  };
}

function cellAt(cells: readonly Cell[], offset: number): Cell | undefined {
  return cells.findLast(({ start, code }) => start <= offset && offset <= start + code.length);
}

function spanIn(file: string, cell: Cell, from: number, to: number): Span {
  return { start: placeIn(file, placeInFile(cell, from)), end: placeIn(file, placeInFile(cell, to, from)) };
}

function placeIn(file: string, offset: number): Place {
  return { offset, line: lineNumber(file, offset), column: offset - file.lastIndexOf("\n", offset - 1) };
}

function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** The string of a cell that holds an offset; behind the last character of a string is in it if `last` was. */
function stringAt({ strings }: Cell, offset: number, last = offset): { string: JsonString; at: number } | undefined {
  let start = 0;
  for (const string of strings) {
    const length = string.value.length;
    if (offset < start + length || (offset === start + length && (last < offset || string === strings.at(-1)))) {
      return { string, at: offset - start };
    }
    start += length;
  }
  return undefined;
}

function placeInFile(cell: Cell, offset: number, last = offset): number {
  const found = stringAt(cell, offset, Math.min(last, offset));
  return found === undefined ? (cell.strings[0]?.start ?? 0) : found.string.placeOf(found.at);
}

/** All of the edits in the file's text; undefined when one of them is in no single cell. */
function editsInFile(file: string, cells: readonly Cell[], edits: readonly Edit[]): readonly Edit[] | undefined {
  const mapped = edits.map((edit) => {
    const cell = cellAt(cells, edit.start);
    if (cell === undefined || edit.end > cell.start + cell.code.length) return undefined;
    return editInCell(file, cell, { ...edit, start: edit.start - cell.start, end: edit.end - cell.start });
  });
  return mapped.every((edit) => edit !== undefined) ? mapped : undefined;
}

function editInCell(file: string, cell: Cell, edit: Edit): Edit | undefined {
  const first = stringAt(cell, edit.start);
  const last = stringAt(cell, edit.end, edit.start);
  if (first === undefined || last === undefined) return undefined;
  const within = first.string === last.string && !edit.text.includes("\n") && !takesLineEnd(last);
  if (within || !isList(file, cell)) {
    const [start, end] = [first.string.placeOf(first.at), last.string.placeOf(last.at)];
    return { start, end, text: jsonEscaped(edit.text) };
  }
  return linesAnew(file, cell, edit);
}

function takesLineEnd({ string, at }: { string: JsonString; at: number }): boolean {
  return string.value.endsWith("\n") && at === string.value.length;
}

/** Whether the source is a list of lines, not one text. */
function isList(file: string, { strings }: Cell): boolean {
  return file.slice(0, strings[0]?.start).trimEnd().endsWith("[");
}

/** Writes the strings anew that an edit touches where lines come or go; those around stay as they are. */
function linesAnew(file: string, { strings, code }: Cell, edit: Edit): Edit | undefined {
  const [from, to] = touched(strings, edit);
  const startOf = (at: number) => strings.slice(0, at).reduce((sum, { value }) => sum + value.length, 0);
  const before = code.slice(startOf(from), edit.start);
  const after = code.slice(edit.end, startOf(to + 1));
  const lines = (before + edit.text + after).match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const first = strings[from];
  const last = strings[to];
  if (first === undefined || last === undefined) return undefined;
  if (lines.length > 0) {
    const asTheyStood = new Map(
      strings.slice(from, to + 1).map((each) => [each.value, file.slice(each.start, each.end)]),
    );
    const text = lines.map((line) => asTheyStood.get(line) ?? JSON.stringify(line)).join(separator(file, strings));
    return { start: first.start, end: last.end, text };
  }
  const next = strings[to + 1];
  const previous = strings[from - 1];
  if (next !== undefined) return { start: first.start, end: next.start, text: "" };
  return { start: previous?.end ?? first.start, end: last.end, text: "" };
}

/** First and last string that an edit touches; a line whose end goes is joined with the next. */
function touched(strings: readonly JsonString[], { start, end, text }: Edit): [from: number, to: number] {
  let [from, to, offset] = [strings.length - 1, strings.length - 1, 0];
  for (const [at, { value }] of strings.entries()) {
    if (start >= offset && start < offset + value.length) from = at;
    offset += value.length;
    if (end <= offset) {
      const joins = end === offset && at < strings.length - 1 && !text.endsWith("\n") && !(start === end);
      to = joins ? at + 1 : at;
      break;
    }
  }
  return [Math.min(from, to), to];
}

/** What stands between two strings of the list: a comma, a line's end and the indentation. */
function separator(file: string, strings: readonly JsonString[]): string {
  const [first, second] = strings;
  if (first !== undefined && second !== undefined) return file.slice(first.end, second.start);
  const lead = /\r?\n[ \t]*$/.exec(file.slice(0, first?.start))?.[0] ?? " ";
  return `,${lead}`;
}

import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";

/** The arguments of a call. */
export interface Arguments {
  readonly positional: readonly SgNode[];
  /** By name: the whole argument and its value. */
  readonly keywords: ReadonlyMap<string, { readonly node: SgNode; readonly name: SgNode; readonly value: SgNode }>;
  /** Whether `*x` or `**x` may hold others. */
  readonly open: boolean;
}

export function argumentsOf(call: SgNode): Arguments {
  const keywords = new Map<string, { node: SgNode; name: SgNode; value: SgNode }>();
  const positional: SgNode[] = [];
  let open = false;
  for (const node of listOf(call)) {
    const kind = node.kind();
    if (kind === "comment") continue;
    if (kind === "keyword_argument") {
      const name = node.field("name");
      const value = node.field("value");
      if (name !== null && value !== null) keywords.set(name.text(), { node, name, value });
    } else if (kind === "list_splat" || kind === "dictionary_splat") open = true;
    else positional.push(node);
  }
  return { positional, keywords, open };
}

function listOf(call: SgNode): SgNode[] {
  const list = call.field("arguments");
  return list?.kind() === "argument_list" ? list.namedChildren() : list === null ? [] : [list];
}

/** An argument by its keyword or, from 0, its place. */
export function argument(given: Arguments, name: string, at?: number): SgNode | undefined {
  return given.keywords.get(name)?.value ?? (at === undefined ? undefined : given.positional[at]);
}

/** `None`, or left out. */
export function isNone(node: SgNode | undefined): boolean {
  return node === undefined || node.kind() === "none";
}

/** Takes arguments out of a call. One that has its line for itself takes the line, and the comment on it, with it. */
export function withoutArguments(call: SgNode, gone: readonly SgNode[], text: string): Edit[] {
  const parts = call.field("arguments")?.children() ?? [];
  const ids = new Set(gone.map((node) => node.id()));
  const given = parts.filter((part) => part.isNamed() && part.kind() !== "comment");
  const edits: Edit[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const from = at;
    while (at < given.length && ids.has(given[at]?.id() ?? -1)) at += 1;
    if (at > from) edits.push(...withoutRun(parts, given.slice(from, at), given[from - 1], text));
  }
  return edits;
}

/** Takes neighbouring arguments out, `before` being the one that stays before them. */
function withoutRun(
  parts: readonly SgNode[],
  run: readonly SgNode[],
  before: SgNode | undefined,
  text: string,
): Edit[] {
  const spans = run.map((node) => ({ start: node.range().start.index, end: afterComma(parts, node) ?? endOf(node) }));
  const start = spans[0]?.start ?? 0;
  const end = spans.at(-1)?.end ?? start;
  const kept = before === undefined ? undefined : endOf(before);
  const lastOfAll = text[end - 1] !== ",";
  const plain = kept === undefined || /^[\s,]*$/.test(text.slice(kept, start));
  const lines = spans.map((span) => wholeLine(text, span.start, span.end));
  if (lines.every((line) => line !== undefined)) return lines;
  if (lastOfAll && kept !== undefined && plain) return [{ start: kept, end, text: "" }];
  return [{ start, end: lastOfAll ? end : end + blanks(text, end), text: "" }];
}

function endOf(node: SgNode): number {
  return node.range().end.index;
}

/** The end of the comma that follows an argument. */
function afterComma(parts: readonly SgNode[], node: SgNode): number | undefined {
  const next = parts[parts.findIndex((part) => part.id() === node.id()) + 1];
  return next?.kind() === "," ? endOf(next) : undefined;
}

/** The line with its newline, if nothing but blanks and a comment is on it besides. */
function wholeLine(text: string, start: number, end: number): Edit | undefined {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  if (newline === -1 || text.slice(from, start).trim() !== "") return undefined;
  const rest = text.slice(end, newline).trim();
  return rest === "" || rest.startsWith("#") ? { start: from, end: newline + 1, text: "" } : undefined;
}

function blanks(text: string, from: number): number {
  return /^[ \t]*/.exec(text.slice(from, from + 100))?.[0].length ?? 0;
}

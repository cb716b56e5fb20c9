import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";

/** The kinds of nodes that are functions. */
export const FUNCTIONS: readonly string[] = [
  "function_declaration",
  "function_expression",
  "arrow_function",
  "method_definition",
  "generator_function",
  "generator_function_declaration",
];
const CLASSES = ["class_declaration", "class"];
const TYPESCRIPT_CLASSES = ["abstract_class_declaration"];
const BLOCKS = ["statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"];

/** A stretch of a file in which names live. */
export interface Scope {
  readonly start: number;
  readonly end: number;
  readonly what: "file" | "function" | "class" | "block";
  readonly node: SgNode;
  readonly outer: Scope | undefined;
}

/** The scopes of a file; places are offsets in UTF-16 units. */
export interface Scopes {
  /** The innermost scope around a place. */
  at(offset: number): Scope;
  /** The innermost of a sort; the file where there is none. */
  within(offset: number, what: Scope["what"]): Scope;
}

/** Finds the functions, classes and blocks of a file. */
export function scopesOf(file: SourceFile): Scopes {
  const classes = file.language === "javascript" ? CLASSES : [...CLASSES, ...TYPESCRIPT_CLASSES];
  const rule = { any: [...FUNCTIONS, ...classes, ...BLOCKS].map((kind) => ({ kind })) };
  // In the tree's order: an outer one comes before those in it.
  const all: Scope[] = [{ start: 0, end: file.text.length + 1, what: "file", node: file.root, outer: undefined }];
  let open: Scope[] = [...all];
  for (const node of file.root.findAll({ rule })) {
    const range = node.range();
    const [start, end] = [range.start.index, range.end.index];
    open = open.filter((scope) => scope.end >= end && scope.start <= start);
    const scope: Scope = { start, end, what: whatOf(String(node.kind())), node, outer: open.at(-1) };
    open.push(scope);
    all.push(scope);
  }
  return lookup(all);
}

function whatOf(kind: string): Scope["what"] {
  if (FUNCTIONS.includes(kind)) return "function";
  return BLOCKS.includes(kind) ? "block" : "class";
}

function lookup(all: readonly Scope[]): Scopes {
  const [whole] = all as readonly [Scope, ...Scope[]];
  function at(offset: number): Scope {
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((all[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    let scope: Scope | undefined = all[low];
    while (scope !== undefined && scope.end <= offset) scope = scope.outer;
    return scope ?? whole;
  }
  return { at, within: (offset, what) => nearest(at(offset), what) ?? whole };
}

/** The scope itself or the nearest one around it, of a sort. */
export function nearest(scope: Scope | undefined, what: Scope["what"]): Scope | undefined {
  let now = scope;
  while (now !== undefined && now.what !== what) now = now.outer;
  return now;
}

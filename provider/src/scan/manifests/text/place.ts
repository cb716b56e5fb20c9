import type { Edit, Place, Span } from "../../finding";

/** Part of a file's text that stands for a value. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  /** What it means, which is not what is written where there are escapes. */
  readonly value: string;
}

/** Where a part of a text stands. */
export function spanAt(text: string, start: number, end: number): Span {
  return { start: placeAt(text, start), end: placeAt(text, end) };
}

function placeAt(text: string, offset: number): Place {
  let line = 1;
  let begin = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", begin)) {
    line += 1;
    begin = at + 1;
  }
  return { offset, line, column: offset - begin + 1 };
}

/** Whether a value is written as it is: only then does its place tell where its characters stand. */
export function isPlain(text: string, { start, end, value }: Literal): boolean {
  return text.slice(start, end) === value;
}

/** A quoted value's characters, without the quotes. */
export function unquoted(start: number, end: number, value: string): Literal {
  return { start: start + 1, end: end - 1, value };
}

/** Puts a value in the place of another. */
export function replaceAt({ start, end }: { readonly start: number; readonly end: number }, by: string): Edit {
  return { start, end, text: by };
}

/** A byte order mark becomes a space, so that parsers take the text and offsets stay. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
}

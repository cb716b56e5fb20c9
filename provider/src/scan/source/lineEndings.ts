import type { Edit } from "../finding";

export type LineEnding = "\n" | "\r\n";

/** How most lines of a text end. */
export function lineEndingOf(text: string): LineEnding {
  const windows = text.match(/\r\n/g)?.length ?? 0;
  if (windows === 0) return "\n";
  return windows * 2 > (text.match(/\n/g)?.length ?? 0) ? "\r\n" : "\n";
}

/** Rules write `\n`. */
export function withLineEnding(edits: readonly Edit[], ending: LineEnding): readonly Edit[] {
  if (ending === "\n" || !edits.some(({ text }) => text.includes("\n"))) return edits;
  return edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, ending) }));
}

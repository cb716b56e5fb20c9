import type { Edit, Found, Span } from "../finding";
import { lineEndingOf, withLineEnding } from "./lineEndings";

/** What was found, by its place in the file. */
export interface Located {
  readonly span: Span;
  /** In the file's text; left out where there is no correction, or none that the file can take. */
  readonly edits?: readonly Edit[];
  readonly cell?: { readonly number: number; readonly line: number };
  /** The line of code that it begins on. */
  readonly line: string;
}

/** A file as its parser sees it: itself, or the code that it holds. */
export interface View {
  /** What is parsed. */
  readonly text: string;
  /** What it installs, as a `requirements.txt` with everything at its place. */
  readonly requirements?: View;
  /** Takes what was found in `text` to the file; undefined where it stands in nothing of the file's. */
  locate(found: Found): Located | undefined;
}

/** Of a file that is code itself. */
export function plainView(text: string): View {
  const ending = lineEndingOf(text);
  return {
    text,
    locate({ span, edits }) {
      const line = lineAt(text, span.start.offset);
      return edits === undefined ? { span, line } : { span, line, edits: withLineEnding(edits, ending) };
    },
  };
}

/** The line around an offset. */
export function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end === -1 ? undefined : end);
}

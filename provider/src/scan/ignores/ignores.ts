import type { Comment } from "./comments";
import { type Directive, directiveOf } from "./directive";

/** The lines of a file whose findings a comment ignores. */
export interface Ignores {
  ignores(rule: string, line: number): boolean;
  /** Words in the comments that name no rule, by line. */
  readonly unknown: readonly { readonly line: number; readonly word: string }[];
}

export const NO_IGNORES: Ignores = { ignores: () => false, unknown: [] };

/** A line that holds nothing but a comment: a comment before it speaks of what follows both. */
const COMMENT_LINE = /^\s*(?:#|\/\/|\/\*|\*|<!--|\{\s*\/\*)/;

/** What a file's comments ignore. @param known the ids of all rules */
export function ignoresOf(text: string, comments: readonly Comment[], known: ReadonlySet<string>): Ignores {
  if (comments.length === 0) return NO_IGNORES;
  const lines = text.split("\n");
  const directives: { readonly lines: readonly number[]; readonly directive: Directive }[] = [];
  const unknown: { line: number; word: string }[] = [];
  for (const comment of comments) {
    const directive = directiveOf(comment.text, known);
    if (directive === undefined) continue;
    directives.push({ lines: linesOf(comment, lines), directive });
    unknown.push(...directive.unknown.map((word) => ({ line: comment.firstLine, word })));
  }
  return {
    unknown,
    ignores: (rule, line) =>
      directives.some(({ lines, directive: { rules } }) => lines.includes(line) && (rules?.has(rule) ?? true)),
  };
}

/** The line that a comment speaks of: its own, or the first one after it that is no comment. */
function linesOf({ alone, firstLine, lastLine }: Comment, lines: readonly string[]): number[] {
  if (!alone) return [firstLine];
  let next = lastLine + 1;
  while (COMMENT_LINE.test(lines[next - 1] ?? "")) next += 1;
  return [next];
}

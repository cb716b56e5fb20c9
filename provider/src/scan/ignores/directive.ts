/** What a comment says after `podshift-ignore`. */
export interface Directive {
  /** Rules; undefined for all. */
  readonly rules: ReadonlySet<string> | undefined;
  /** Words that are no rule's name. */
  readonly unknown: readonly string[];
}

export const MARK = "podshift-ignore";

const DIRECTIVE = /(?<![\w-])podshift-ignore(?![\w-])([^\n\r]*)/;
/** What ends a comment on its line. */
const COMMENT_END = /(?:\*\/|-->).*$/;

/** `podshift-ignore`, `podshift-ignore python/a, python/b: why`; undefined where the comment says nothing of the kind. */
export function directiveOf(comment: string, known: ReadonlySet<string>): Directive | undefined {
  const rest = DIRECTIVE.exec(comment)?.[1];
  if (rest === undefined) return undefined;
  const [names = ""] = rest.replace(COMMENT_END, "").split(":", 1);
  const words = names.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length === 0) return { rules: undefined, unknown: [] };
  return {
    rules: new Set(words.filter((word) => known.has(word))),
    unknown: words.filter((word) => !known.has(word)),
  };
}

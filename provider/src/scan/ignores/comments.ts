import type { SgNode } from "@ast-grep/napi";
import type { Language, SourceFile } from "../rule";
import { MARK } from "./directive";

/** A comment, by its lines from 1. */
export interface Comment {
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Whether nothing stands before it on its line. */
  readonly alone: boolean;
}

const KINDS: Readonly<Record<Exclude<Language, "yaml">, readonly string[]>> = {
  python: ["comment"],
  javascript: ["comment"],
  typescript: ["comment"],
  tsx: ["comment"],
  java: ["line_comment", "block_comment"],
  go: ["comment"],
  csharp: ["comment"],
  hcl: ["comment"],
};

/** What begins a comment in the manifests that know them. */
const BEGINS_COMMENT = /#|\/\/|\/\*|<!--|;/;

/** The comments of code that may ignore something, by its tree: what looks like one in a string is none. */
export function commentsOf({ language, text, root }: SourceFile): Comment[] {
  if (language === "yaml") return commentsInText(text);
  const any = KINDS[language].map((kind) => ({ kind }));
  const nodes: SgNode[] = root.findAll({ rule: { any } });
  return nodes
    .filter((node) => node.text().includes(MARK))
    .map((node) => {
      const { start, end } = node.range();
      const before = text.slice(text.lastIndexOf("\n", start.index - 1) + 1, start.index);
      // In JSX a comment stands in braces.
      const alone = /^\s*(?:\{\s*)?$/.test(before);
      return { text: node.text(), firstLine: start.line + 1, lastLine: end.line + 1, alone };
    });
}

/** The same of a manifest, by its lines. */
export function commentsInText(text: string): Comment[] {
  return text.split("\n").flatMap((line, at) => {
    const found = BEGINS_COMMENT.exec(line.slice(0, Math.max(0, line.lastIndexOf(MARK))));
    if (found === null) return [];
    const alone = line.slice(0, found.index).trim() === "";
    return [{ text: line.slice(found.index), firstLine: at + 1, lastLine: at + 1, alone }];
  });
}

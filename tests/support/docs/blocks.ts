import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "..", "..", "..");

/** Folders whose Markdown is written for readers; the root's own pages are read too. */
const FOLDERS = ["docs", "examples", "provider", "emulator", "policy", "stacks", "template", "deploy", "bench"];
const NOT_OURS = /(^|\/)(node_modules|dist)\//;

/** A fenced block of a page. */
export interface Block {
  /** From the root, with slashes. */
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** "" when none is said. */
  readonly language: string;
  readonly text: string;
}

/** Every page of the repository that is written for readers. */
export function pages(): string[] {
  const inFolder = (folder: string) =>
    existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }) : [];
  const found = FOLDERS.flatMap((folder) => inFolder(folder).map((file) => `${folder}/${file.replaceAll("\\", "/")}`));
  return [...readdirSync(ROOT), ...found].filter((file) => file.endsWith(".md") && !NOT_OURS.test(file)).sort();
}

/** Every block of a page, fences within lists included. */
export function blocksOf(page: string, text = readFileSync(join(ROOT, page), "utf8")): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; line: number; language: string; lines: string[] } | undefined;
  for (const [at, line] of text.split("\n").entries()) {
    const [, fence = "", language = ""] = /^\s*(`{3,}|~{3,})\s*([^\s`]*)/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== "") open = { fence, line: at + 1, language, lines: [] };
    } else if (fence.startsWith(open.fence) && language === "") {
      blocks.push({ page, line: open.line, language: open.language, text: open.lines.join("\n") });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block has no end`);
  return blocks;
}

/** Code within a line of a page, outside of blocks. */
export function spansOf(page: string, text = readFileSync(join(ROOT, page), "utf8")): string[] {
  const prose = text.replace(/^\s*(`{3,})[\s\S]*?^\s*\1\s*$/gm, "");
  return [...prose.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].map(([, code = ""]) => code.replace(/\s*\n\s*/g, " "));
}

export const at = ({ page, line }: Block): string => `${page}:${line}`;

/** All blocks of all pages, or those in some languages. */
export function allBlocks(...languages: string[]): Block[] {
  const blocks = pages().flatMap((page) => blocksOf(page));
  return languages.length === 0 ? blocks : blocks.filter(({ language }) => languages.includes(language));
}

import { parse } from "yaml";
import type { Block } from "./blocks";

const SHELLS = ["sh", "bash", "shell", "console"];
/** What a command in a block without a language begins with: there, all else is output. */
const BARE = /^(podshift|pulumi|npm|npx|node|pinecone-emulator) /;
const TOKEN =
  /\s*(\\\n|\n|&&|\|\||[|;()]|\d?>>?(?:&\d)?|<(?!\()|(?:'[^']*'|"(?:\\.|[^"\\])*"|\$\([^()]*\)|\\.|[^\s'"|&;()<>\\])+)/y;
/** Words of the shell's grammar before a command. */
const KEYWORDS = ["do", "then", "else", "if", "while", "!", "{"];

/** The shell text of a block: all of it, or the lines behind `$ `, or the steps of a workflow. */
export function shellTextOf({ language, text }: Block): string {
  if (language === "yaml") return runSteps(text);
  if (language !== "" && !SHELLS.includes(language)) return "";
  const prompts = text.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
  if (prompts.length > 0) return prompts.join("\n");
  if (language !== "") return text;
  return BARE.test(text) ? text.replace(/[[\]]/g, "") : "";
}

/** Lines after `run:` of a GitHub workflow, or of a part of one. */
function runSteps(text: string): string {
  if (!/\brun:/.test(text)) return "";
  const found: string[] = [];
  JSON.stringify(parse(text), (key, value: unknown) => {
    if (key === "run" && typeof value === "string") found.push(value);
    return value;
  });
  return found.join("\n");
}

/** Every simple command of a shell text, as its words; redirections, comments and assignments are left out. */
export function commandsIn(text: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let skipNext = false;
  const end = () => {
    const command = withoutGrammar(words);
    if (command.length > 0) commands.push(command);
    words = [];
  };
  for (const token of tokensOf(text)) {
    if (token === "\\\n") continue;
    if (/^(\n|&&|\|\||[|;()])$/.test(token)) end();
    else if (/^\d?[<>]/.test(token)) skipNext = !token.includes("&");
    else if (skipNext) skipNext = false;
    else {
      for (const [, inner = ""] of token.matchAll(/\$\(([^()]*)\)/g)) commands.push(...commandsIn(inner));
      words.push(unquoted(token));
    }
  }
  end();
  return commands;
}

function tokensOf(text: string): string[] {
  const source = text.replace(/(^|\s)#.*$/gm, "$1").trimEnd();
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(source) ?? [];
    if (token === undefined) throw new Error(`no shell: ${source.slice(from)}`);
    // The blanks before a line's end were taken with it, and ends of lines before a word as blanks: ends count.
    const [blanks = ""] = /^\s*/.exec(source.slice(from)) ?? [];
    if (token !== "\n" && blanks.includes("\n")) tokens.push("\n");
    tokens.push(token);
  }
  return tokens;
}

function withoutGrammar(words: readonly string[]): string[] {
  const from = words.findIndex((word) => !KEYWORDS.includes(word) && !/^\w+=/.test(word));
  return from < 0 ? [] : words.slice(from);
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
    (_, single, double, escaped) => single ?? double ?? escaped,
  );
}

/** Every command of a block. */
export const commandsOf = (block: Block): string[][] => commandsIn(shellTextOf(block));

import { posix } from "node:path";
import { languageOf } from "../languages";

/** Files of these names stand for their folder. */
const FOLDERS_OWN = new Set(["__init__", "index"]);
/** What an import of nothing but the folder, or the one above, is known by. */
const FOLDER = ".";

/** Python: `import a.b`, `from .a import b, c`, and the names in brackets; also behind `try:` on its line. */
const PYTHON_IMPORT =
  /(?:^|[:;])[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n]*))|import[ \t]+([^\n]*))/gm;
/** JavaScript: `from "./a"`, `import "./a"`, `import("./a")`, `require("./a")`, with a comment for the bundler before it. */
const SCRIPT_IMPORT = /\b(?:from|import|require)\b\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]*)["'`]/g;

/**
 * The words by which a text names what it imports, without parsing it: a text of which none is the name of a file with
 * handles imports none. There may be too many, never too few.
 */
export function importWords(path: string, text: string): ReadonlySet<string> {
  return languageOf(path) === "python" ? pythonWords(text) : scriptWords(text);
}

function pythonWords(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  // In a notebook a line is a string: its quotes and `\n` are no part of any word.
  const lines = text.replace(/^[ \t]*"/gm, "");
  for (const [, module = "", inBrackets = "", names = "", modules = ""] of lines.matchAll(PYTHON_IMPORT)) {
    if (/^\.+$/.test(module)) words.add(FOLDER);
    for (const word of `${module} ${inBrackets} ${names} ${modules}`.match(/\w+/g) ?? []) words.add(word);
  }
  return words;
}

function scriptWords(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [, specifier = ""] of text.matchAll(SCRIPT_IMPORT)) {
    const parts = specifier.split("/").filter((part) => part !== "");
    const last = parts.at(-1) ?? FOLDER;
    words.add(last === ".." ? FOLDER : last.replace(/\.\w+$/, ""));
    // `./db/index.js` leads to the same file as `./db`, and `a.b` may be a whole name.
    words.add(last);
    if (/^index\b/.test(last)) words.add(parts.at(-2) ?? FOLDER);
  }
  return words;
}

/** The words of which an import of a file has at least one. */
export function wordsFor(path: string): string[] {
  const { name, dir } = posix.parse(path);
  const words = [name, name.replace(/\.d$/, "")];
  if (!FOLDERS_OWN.has(name)) return words;
  // A package is named by its folder, and its sources stand in `src`.
  return [...words, posix.basename(dir), posix.basename(posix.dirname(dir)), FOLDER];
}

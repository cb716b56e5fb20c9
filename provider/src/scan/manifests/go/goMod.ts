import type { Dependency } from "../dependency";
import { goSdk } from "../sdk";
import { type Line, linesOf } from "../text/lines";
import { fileName } from "../text/names";
import { replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { GO_MODULE } from "../versions/goModule";

interface Word {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

interface Directive {
  readonly name: string;
  readonly words: readonly Word[];
  readonly indirect: boolean;
}

/**
 * go.mod's `require` and `replace`; go.sum also lists versions that are not built, and is not read. A module that is
 * replaced is judged by what replaces it, and not at all where that is a fork or a folder.
 */
export const GO_MOD = manifestReader(
  "go.mod",
  (path) => fileName(path) === "go.mod" || path.endsWith(".mod"),
  function* (text) {
    const all = [...directives(text)];
    const replaced = new Set(all.filter(({ name }) => name === "replace").map(({ words }) => words[0]?.value));
    for (const { name, words, indirect } of all) {
      const arrow = words.findIndex(({ value }) => value === "=>");
      const [path, version] = name === "replace" ? words.slice(arrow + 1) : words;
      if (path === undefined || version === undefined) continue;
      if (name === "require" && replaced.has(path.value)) continue;
      const found = dependency(text, path, version, indirect, name === "require");
      if (found !== undefined && (name === "require" || name === "replace")) yield found;
    }
  },
);

function dependency(
  text: string,
  path: Word,
  version: Word,
  indirect: boolean,
  required: boolean,
): Dependency | undefined {
  const sdk = goSdk(path.value);
  if (sdk === undefined) return undefined;
  const base = { sdk, dialect: GO_MODULE, name: path.value, range: version.value };
  const span = spanAt(text, path.start, version.end);
  if (indirect) return { ...base, span, byHand: "update the module that needs it (`go mod why -m` tells which)" };
  // A replacement names the path that is replaced, too: what is meant by it is for a person to say.
  if (!required) return { ...base, span, byHand: "take the replacement out, and require the new path" };
  const rewrite = (name: string, range: string) => [replaceAt(path, name), replaceAt(version, range)];
  return { ...base, span, rewrite, afterwards: "run `go mod tidy`" };
}

/** Each line of a block is a directive of the block's name. */
function* directives(text: string): Generator<Directive> {
  let block: string | undefined;
  for (const line of linesOf(text)) {
    const words = wordsOf(line);
    const [first, second] = words;
    if (first === undefined) continue;
    const indirect = /\/\/\s*indirect\b/.test(line.text);
    if (first.value === ")") block = undefined;
    else if (block !== undefined) yield { name: block, words, indirect };
    else if (second?.value === "(") block = first.value;
    else yield { name: first.value, words: words.slice(1), indirect };
  }
}

function wordsOf({ text, start }: Line): Word[] {
  const comment = text.indexOf("//");
  const content = comment === -1 ? text : text.slice(0, comment);
  return [...content.matchAll(/"([^"]*)"|=>|[()]|[^\s()"]+/g)].map((match) => {
    const quoted = match[1] !== undefined;
    const at = start + match.index + (quoted ? 1 : 0);
    const value = match[1] ?? match[0];
    return { start: at, end: at + value.length, value };
  });
}

import type { Edit } from "../finding";

/** `%pip install ...`, `!pip install ...` and `!{sys.executable} -m pip install ...`, with lines that go on. */
const INSTALL =
  /^[ \t]*[%!][ \t]*(?:sudo[ \t]+)?(?:(?:\S*python\S*|["']?\{sys\.executable\}["']?)[ \t]+-m[ \t]+|uv[ \t]+)?pip[\d.]*[ \t]+install[ \t]((?:\\\n|[^\n])*)/gm;
/** Options whose value is the next word. */
const WITH_VALUE = /^(?:-[rcief]|--(?:requirement|constraint|index-url|extra-index-url|editable|find-links|target))$/;

/** A word of a shell: with quotes anywhere in it. */
const WORD = /(?:"[^"\n]*"|'[^'\n]*'|[^\s"'])+/g;

/**
 * What a notebook's cells install, as the text of a `requirements.txt` in which everything stands where it stands in the
 * code: the rest is blank, quotes too. Undefined where they install nothing.
 */
export function requirementsIn(code: string): string | undefined {
  const text = [...code.replace(/[^\n]/g, " ")];
  let found = false;
  for (const match of code.matchAll(INSTALL)) {
    const [whole, words = ""] = match;
    for (const { at, word } of packagesOf(words, match.index + whole.length - words.length)) {
      found = true;
      // A line of its own: what stands before it is a blank.
      text[at - 1] = "\n";
      for (const [n, character] of [...word].entries()) if (!isQuote(character)) text[at + n] = character;
    }
  }
  return found ? text.join("") : undefined;
}

/** What a shell would take for its own outside of quotes. */
const SPECIAL = /[<>|&;*?!~ ]/;

/**
 * A requirement's correction as it may stand in a shell's command: in quotes where it needs them. Undefined where a quote
 * would go by it, or where half of the word is in quotes already.
 */
export function inShell(code: string, edits: readonly Edit[]): readonly Edit[] | undefined {
  if (edits.some(({ start, end }) => hasQuotes(code.slice(start, end)))) return undefined;
  const [start, end] = wordAround(code, edits[0]?.start ?? 0);
  const bare = edits.filter((edit) => !isInQuotes(code, start, edit.start));
  if (bare.every(({ text }) => !SPECIAL.test(text))) return edits;
  const inWord = edits.every((edit) => start <= edit.start && edit.end <= end);
  return inWord && !hasQuotes(code.slice(start, end)) ? quoted(edits, start, end) : undefined;
}

function isInQuotes(code: string, start: number, at: number): boolean {
  return [...code.slice(start, at)].filter(isQuote).length % 2 === 1;
}

function hasQuotes(text: string): boolean {
  return [...text].some(isQuote);
}

/** An insertion at an end of the word takes the quote along: two at one place would have no order. */
function quoted(edits: readonly Edit[], start: number, end: number): readonly Edit[] {
  const atEnd = edits.find((edit) => edit.start === end && edit.end === end);
  const others = edits.filter((edit) => edit !== atEnd);
  return [{ start, end: start, text: '"' }, ...others, { start: end, end, text: `${atEnd?.text ?? ""}"` }];
}

/** Where the shell's word begins and ends that an offset stands in or behind. */
function wordAround(code: string, offset: number): [start: number, end: number] {
  const line = code.lastIndexOf("\n", offset - 1) + 1;
  const stop = code.indexOf("\n", offset);
  for (const { 0: word, index } of code.slice(line, stop === -1 ? undefined : stop).matchAll(WORD)) {
    if (line + index <= offset && offset <= line + index + word.length)
      return [line + index, line + index + word.length];
  }
  return [offset, offset];
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

function packagesOf(words: string, start: number): { at: number; word: string }[] {
  const packages: { at: number; word: string }[] = [];
  let isValue = false;
  for (const { 0: word, index } of words.matchAll(WORD)) {
    if (!isValue && /^["']?[A-Za-z]/.test(word) && !word.includes("/")) packages.push({ at: start + index, word });
    isValue = WITH_VALUE.test(word);
  }
  return packages;
}

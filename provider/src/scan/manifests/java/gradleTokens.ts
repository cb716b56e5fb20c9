/** A word, a text (it ends with its line at the latest) or a sign of a Gradle build script. */
export interface Token {
  readonly kind: "word" | "text" | "sign";
  /** Offsets of the word or sign, or of a text's characters without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Comments and spaces, a quote, a word, any other sign. */
const PARTS = /(\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|("""|'''|"|')|([A-Za-z_$][\w$]*)|(\S)/y;

/**
 * Cuts a build script of Gradle, in Groovy or Kotlin, into its tokens: comments, texts and names are told apart, which is
 * all that coordinates need. There is no grammar of Groovy at hand.
 */
export function gradleTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    PARTS.lastIndex = at;
    const [whole = "", , quote, word, sign] = PARTS.exec(text) ?? [];
    const start = at;
    at += Math.max(1, whole.length);
    if (quote !== undefined) {
      const end = endOfText(text, at, quote);
      tokens.push({ kind: "text", start: at, end, value: text.slice(at, end) });
      at = text.startsWith(quote, end) ? end + quote.length : end;
    } else if (word !== undefined || sign !== undefined) {
      tokens.push({ kind: word === undefined ? "sign" : "word", start, end: at, value: whole });
    }
  }
  return tokens;
}

function endOfText(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith(quote, at)) return at;
    if (quote.length === 1 && text[at] === "\n") return at;
    if (text[at] === "\\") at += 1;
  }
  return text.length;
}

import { clipped } from "./clipped";

/** GitHub's Markdown in which nothing that a stranger wrote is active: made by the functions of this file only. */
export class Markdown {
  constructor(readonly source: string) {}
}

/** What may stand in a template: plain text is escaped, Markdown is taken as it is. */
type Part = Markdown | string | number;

/** Control characters, and those that turn or hide what follows: nothing that a name needs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const UNSEEN_IN_BLOCK = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
/** Characters by which Markdown, HTML, tables, mathematics, mentions, links to issues and emoji begin. */
const ACTIVE = /[\\`*_[\]<>&"#|~$@]|:(?=[\w+-]+:)/g;
/** What makes a list or a heading at the beginning of a line. */
const BEGINS_BLOCK = /^ *(?:[-+]|\d+[.)]|[-=]+)(?: |$)/;
/** Stands in backticks as it is, in a table too. */
const PLAIN_CODE = /^[\w./:,=+-]+(?: [\w./:,=+-]+)*$/;
/** Of what GitHub makes links without any sign of Markdown: addresses and issues, "GH-12". */
const LINKED = /\b(?:(?:https?|ftp):(?=\/\/)|www(?=\.)|GH-(?=\d))/gi;
/** Behind `@`, `#` and what begins an address: GitHub looks for names and numbers once entities are read, but not across this. */
const BREAK = "&#8203;";
/** Characters of one name or sentence; more are cut. */
const LONGEST = 400;

/** Markdown of ours with escaped text in it: md`index ${name} is **kept**`. */
export function md(parts: TemplateStringsArray, ...values: readonly Part[]): Markdown {
  const sources = values.map((value) => asMarkdown(value).source);
  return new Markdown(parts.reduce((text, part, at) => `${text}${sources[at - 1] ?? ""}${part}`, ""));
}

/** Text as text: nothing in it is Markdown, HTML, a mention or a new line. */
export function text(raw: string): Markdown {
  const line = clipped(raw.replace(UNSEEN, " "), LONGEST);
  const escaped = line.replace(ACTIVE, entity).replace(LINKED, `$&${BREAK}`);
  return new Markdown(BEGINS_BLOCK.test(escaped) ? `&#8203;${escaped}` : escaped);
}

/** Sentences of podshift's own words, in which backticks mean code; escaped all the same. */
export function prose(raw: string): Markdown {
  const parts = raw.split("`");
  if (parts.length % 2 === 0) return text(raw);
  return joined(
    parts.map((part, at) => (at % 2 === 0 ? text(part) : code(part))),
    "",
  );
}

/** A name in the type of code. */
export function code(raw: string): Markdown {
  const line = clipped(raw.replace(UNSEEN, "\uFFFD"), LONGEST);
  if (PLAIN_CODE.test(line)) return new Markdown(`\`${line}\``);
  return new Markdown(
    `<code>${line.replace(/[^\p{L}\p{N} .,\uFFFD]|(?<=www)\./giu, (each) => `&#${each.codePointAt(0)};`)}</code>`,
  );
}

/** A block of text as it is, between fences that nothing in it can close. */
export function fenced(raw: string): Markdown {
  const block = raw.replace(/\r\n?/g, "\n").replace(UNSEEN_IN_BLOCK, "\uFFFD").trimEnd();
  const longest = Math.max(2, ...[...block.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return new Markdown(`${fence}text\n${block}\n${fence}`);
}

/** A table of GitHub's Markdown; cells are one line each. */
export function table(head: readonly string[], rows: readonly (readonly Part[])[]): Markdown {
  const line = (cells: readonly Part[]) => `| ${cells.map((cell) => asMarkdown(cell).source).join(" | ")} |`;
  return new Markdown([line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n"));
}

/** Folded; the blank lines make GitHub read the body as Markdown. */
export function details(summary: Part, body: Markdown): Markdown {
  return new Markdown(`<details><summary>${asMarkdown(summary).source}</summary>\n\n${body.source}\n\n</details>`);
}

/** Several in a row; empty ones are left out. */
export function joined(parts: readonly (Markdown | undefined)[], between: string): Markdown {
  const there = parts.filter((part): part is Markdown => part !== undefined && part.source !== "");
  return new Markdown(there.map(({ source }) => source).join(between));
}

function asMarkdown(part: Part): Markdown {
  return part instanceof Markdown ? part : text(String(part));
}

function entity(character: string): string {
  const named = `&#${character.charCodeAt(0)};`;
  return character === "@" || character === "#" ? `${named}${BREAK}` : named;
}

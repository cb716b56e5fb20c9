import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parse,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { PodshiftError } from "../../errors";
import { withLineEndsOf } from "./lineEnds";

/** One entry of `podshift:migrations` as `init` writes it, in the order of its keys. */
export interface MigrationEntry {
  readonly podIndex: string;
  readonly serverless: { readonly name: string; readonly region: string };
  readonly writes: "mirrored" | "deferred" | "paused";
  readonly writeLog?: string;
  readonly collection?: string;
  readonly phase: "assess";
}

/** What `init` looks at in entries that stand there already. Anything else of theirs is the user's own. */
export interface StandingEntry {
  readonly podIndex?: unknown;
  readonly serverless?: { readonly name?: unknown };
  readonly writeLog?: unknown;
  readonly collection?: unknown;
}

export const MIGRATIONS_KEY = "podshift:migrations";
/** Pulumi takes in what `<<` names. */
const READ = { merge: true };
const PHASE_HINT = "# assess, capture, copy, cutover, retire: change this line, review the preview, run up";

/** The migrations of a stack file's text. @throws CONFIG_INVALID when it isn't YAML, or the key holds no list */
export function standingEntries(text: string, path: string): StandingEntry[] {
  const document = readDocument(text, path);
  const found = document.getIn(["config", MIGRATIONS_KEY]);
  if (found === undefined || found === null) return [];
  if (isSeq(found)) return (found.toJS(document) as unknown[]).filter(isEntry);
  throw invalid(path, `\`${MIGRATIONS_KEY}\` holds no list`);
}

/** A list may have empty places. */
function isEntry(found: unknown): found is StandingEntry {
  return typeof found === "object" && found !== null;
}

/** Whether the stack's configuration has the key in it. */
export function holdsKey(text: string, path: string, key: string): boolean {
  return readDocument(text, path).hasIn(["config", key]);
}

/**
 * The stack file with the entry added at the end of its list. Every line that stands there stays as it is: comments,
 * order, quotes, encrypted values. An entry of the same pod index is kept, and then nothing changes.
 *
 * @throws CONFIG_INVALID
 */
export function withMigration(text: string, entry: MigrationEntry, path: string): string {
  if (standingEntries(text, path).some(({ podIndex }) => podIndex === entry.podIndex)) return text;
  const document = readDocument(text, path);
  const added = inserted(text, document, entry);
  return added !== undefined && holdsAll(added, document, entry) ? added : rewritten(text, document, entry);
}

/** The text with lines put in where the list, the configuration or the file ends; undefined when it isn't laid out in lines. */
function inserted(text: string, document: Document, entry: MigrationEntry): string | undefined {
  const { contents } = document;
  const config = document.get("config", true);
  if (isMap(config) && config.items.length > 0) {
    const list = config.get(MIGRATIONS_KEY, true);
    if (isSeq(list) && list.items.length > 0) {
      return blockEnd(list, (indent) => linesOf([entry], indent), text) ?? bracketEnd(list, entry, text);
    }
    if (config.has(MIGRATIONS_KEY)) {
      return belowKey(config, MIGRATIONS_KEY, (indent) => linesOf([entry], indent + 2), text);
    }
    return blockEnd(config, (indent) => keyLines(entry, indent), text);
  }
  if (isMap(contents) && contents.has("config")) {
    return belowKey(contents, "config", (indent) => keyLines(entry, indent + 2), text);
  }
  const lines = withLineEndsOf(text, `config:\n${keyLines(entry, 2)}`);
  if (contents === null) return `${text}${text === "" || text.endsWith("\n") ? "" : endOfLine(text)}${lines}`;
  return isMap(contents) ? blockEnd(contents, () => lines, text) : undefined;
}

/** Puts lines in behind the last line of a block, before the comments and empty lines that follow it. */
function blockEnd(block: YAMLMap | YAMLSeq, linesAt: (indent: number) => string, text: string): string | undefined {
  const token = block.srcToken;
  if (block.range === null || block.range === undefined) return undefined;
  if (token === undefined || (token.type !== "block-map" && token.type !== "block-seq")) return undefined;
  const [, end] = block.range;
  const head = text.slice(0, end);
  const lines = withLineEndsOf(text, linesAt(token.indent));
  return `${head}${head.endsWith("\n") ? "" : endOfLine(text)}${lines}${text.slice(end)}`;
}

/** A list in brackets gets one entry more before the bracket that closes it. */
function bracketEnd(list: YAMLSeq, entry: MigrationEntry, text: string): string | undefined {
  if (list.srcToken?.type !== "flow-collection" || !list.range) return undefined;
  const closing = list.range[1] - 1;
  const head = text.slice(0, closing).trimEnd();
  const added = stringify(entry, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
  return `${head}${head.endsWith(",") ? "" : ","} ${added}${text.slice(head.length)}`;
}

/** A key with nothing in it, or with empty brackets, gets lines below its own. */
function belowKey(map: YAMLMap, key: string, linesAt: (indent: number) => string, text: string): string | undefined {
  const pair = map.items.find((each: Pair) => isScalar(each.key) && each.key.value === key);
  const value = isNode(pair?.value) ? pair.value.range : undefined;
  if (map.srcToken?.type !== "block-map" || !value) return undefined;
  const rest = text.slice(value[1]);
  const line = /^[^\n]*/.exec(rest)?.[0] ?? "";
  const below = withLineEndsOf(text, linesAt(map.srcToken.indent));
  const own = `${text.slice(0, value[0])}${line}`.replace(/[ \t]+(\r?)$/, "$1");
  return `${own}${rest.startsWith(`${line}\n`) ? "\n" : endOfLine(text)}${below}${rest.slice(line.length + 1)}`;
}

function endOfLine(text: string): string {
  return withLineEndsOf(text, "\n");
}

/** Laid out otherwise, as JSON is: written anew by the library, which keeps comments, order and values. */
function rewritten(text: string, document: Document, entry: MigrationEntry): string {
  const list = document.getIn(["config", MIGRATIONS_KEY]);
  if (isSeq(list)) list.add(document.createNode(entry));
  else if (isMap(document.get("config"))) document.setIn(["config", MIGRATIONS_KEY], document.createNode([entry]));
  else document.set("config", document.createNode({ [MIGRATIONS_KEY]: [entry] }));
  return withLineEndsOf(text, document.toString({ lineWidth: 0 }));
}

/** Whether a text says what the document says, and the entry beside. */
function holdsAll(text: string, document: Document, entry: MigrationEntry): boolean {
  const copy = document.clone();
  try {
    return isDeepStrictEqual(parse(text, READ), parse(rewritten(text, copy as Document, entry), READ));
  } catch {
    return false;
  }
}

function keyLines(entry: MigrationEntry, indent: number): string {
  return `${" ".repeat(indent)}${MIGRATIONS_KEY}:\n${linesOf([entry], indent + 2)}`;
}

function linesOf(value: unknown, indent: number): string {
  return stringify(value, { lineWidth: 0 })
    .replace(/^( +)phase: assess$/m, `$1phase: assess ${PHASE_HINT}`)
    .replace(/^(?=.)/gm, " ".repeat(indent));
}

function readDocument(text: string, path: string): Document {
  const document = parseDocument(text, { ...READ, keepSourceTokens: true });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(path, error.message);
  if (document.contents !== null && !isMap(document.contents)) throw invalid(path, "it holds no mapping");
  return document;
}

function invalid(path: string, why: string): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `${path} can't be read: ${why}`, {
    next: "put the file right, then run `podshift init` again; nothing was written",
  });
}

import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isSeq, parse, parseDocument, stringify, type YAMLMap, type YAMLSeq } from "yaml";
import { PodshiftError } from "../../errors";

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
const PHASE_HINT = "# assess, capture, copy, cutover, retire: change this line, review the preview, run up";

/** The migrations of a stack file's text. @throws CONFIG_INVALID when it isn't YAML, or the key holds no list */
export function standingEntries(text: string, path: string): StandingEntry[] {
  const found = readDocument(text, path).getIn(["config", MIGRATIONS_KEY]);
  if (found === undefined || found === null) return [];
  if (isSeq(found)) return found.toJSON() as StandingEntry[];
  throw invalid(path, `\`${MIGRATIONS_KEY}\` holds no list`);
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
  return added !== undefined && holdsAll(added, document, entry) ? added : rewritten(document, entry);
}

/** The text with lines put in where the list, the configuration or the file ends; undefined when it isn't laid out in lines. */
function inserted(text: string, document: Document, entry: MigrationEntry): string | undefined {
  const list = document.getIn(["config", MIGRATIONS_KEY], true);
  if (isSeq(list)) return blockEnd(list, (indent) => linesOf([entry], indent), text);
  const config = document.get("config", true);
  if (isMap(config)) {
    if (config.has(MIGRATIONS_KEY)) return undefined;
    return blockEnd(config, (indent) => keyLines(entry, indent), text);
  }
  if (document.has("config")) return undefined;
  const lines = `config:\n${keyLines(entry, 2)}`;
  if (document.contents === null) return text === "" || text.endsWith("\n") ? text + lines : `${text}\n${lines}`;
  return isMap(document.contents) ? blockEnd(document.contents, () => lines, text) : undefined;
}

/** Puts lines in behind the last line of a block, before the comments and empty lines that follow it. */
function blockEnd(block: YAMLMap | YAMLSeq, linesAt: (indent: number) => string, text: string): string | undefined {
  const token = block.srcToken;
  if (block.range === null || block.range === undefined) return undefined;
  if (token === undefined || (token.type !== "block-map" && token.type !== "block-seq")) return undefined;
  const [, end] = block.range;
  const head = text.slice(0, end);
  return `${head}${head.endsWith("\n") ? "" : "\n"}${linesAt(token.indent)}${text.slice(end)}`;
}

/** Laid out otherwise, as JSON is: written anew by the library, which keeps comments, order and values. */
function rewritten(document: Document, entry: MigrationEntry): string {
  const list = document.getIn(["config", MIGRATIONS_KEY]);
  if (isSeq(list)) list.add(document.createNode(entry));
  else if (isMap(document.get("config"))) document.setIn(["config", MIGRATIONS_KEY], document.createNode([entry]));
  else document.set("config", document.createNode({ [MIGRATIONS_KEY]: [entry] }));
  return document.toString({ lineWidth: 0 });
}

/** Whether a text says what the document says, and the entry beside. */
function holdsAll(text: string, document: Document, entry: MigrationEntry): boolean {
  const copy = document.clone();
  try {
    return isDeepStrictEqual(parse(text), parse(rewritten(copy as Document, entry)));
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
  const document = parseDocument(text, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(path, error.message);
  return document;
}

function invalid(path: string, why: string): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `${path} can't be read: ${why}`, {
    next: "put the file right, then run `podshift init` again; nothing was written",
  });
}

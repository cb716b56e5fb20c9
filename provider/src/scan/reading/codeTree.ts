import { setImmediate as nextTurn } from "node:timers/promises";
import { isUnread, languageOf } from "../languages";
import type { ScanNote } from "../note";
import type { AnyRuleSet } from "../rule";
import { bytesOf, decoded, type FileText } from "../tree/fileText";
import { isMinified, mentionsPinecone } from "../tree/mention";
import type { TreeFile } from "../tree/walk";
import { Handles } from "./handles";
import { TextReader } from "./reader";
import { EMPTY, type Reading, sourceOf, viewOf } from "./readText";
import { type Rules, setsFor } from "./rules";
import { importWords, wordsFor } from "./suspects";

/** Passes over the tree until no export changes any more; each makes handles known one import further. */
const MOST_PASSES = 20;
/** Milliseconds after which other work, such as hearing a Ctrl-C, has its turn. */
const TURN_MS = 50;

type PathAndText = readonly [path: string, text: string];

/** The files of a tree, read by all rules, with handles that one file takes from another. */
export class CodeTree {
  private readonly files: ReadonlyMap<string, TreeFile>;
  private readonly readings = new Map<string, Reading>();
  /** Texts that corrections made, in place of those on disk. */
  private readonly made = new Map<string, FileText>();
  /** Code that doesn't mention Pinecone, but may import what does: the words of its imports. */
  private readonly quiet = new Map<string, ReadonlySet<string>>();
  private readonly handles: Handles;
  private readonly reader: TextReader;
  private turnAt = 0;

  /** @param reader left out: this thread, and others where there is much to read */
  constructor(
    files: readonly TreeFile[],
    private readonly rules: Rules,
    private readonly signal?: AbortSignal,
    reader?: (paths: readonly string[], handles: Handles) => TextReader,
  ) {
    this.files = new Map(files.map((file) => [file.path, file]));
    const paths = [...this.files.keys()];
    this.handles = new Handles(new Set(paths));
    this.reader = reader?.(paths, this.handles) ?? new TextReader(paths, rules, this.handles);
  }

  get paths(): Iterable<string> {
    return this.files.keys();
  }

  readingOf(path: string): Reading {
    return this.readings.get(path) ?? EMPTY;
  }

  /** Reads every file. @throws the signal's reason when it is aborted */
  async read(): Promise<void> {
    await this.settle(await this.readAll(this.worthReading()));
  }

  /** Reads files anew whose texts were corrected, and those that depend on them. */
  async correct(texts: ReadonlyMap<string, FileText>): Promise<void> {
    for (const [path, text] of texts) this.made.set(path, text);
    await this.settle(await this.readAll([...texts].map(([path, { text }]) => [path, text])));
  }

  /** Ends what `read` may have started. */
  async close(): Promise<void> {
    await this.reader.close();
  }

  /** A file's text as it stands, corrections included. */
  textOf(path: string): FileText | undefined {
    return this.made.get(path) ?? this.loaded(path);
  }

  private loaded(path: string): FileText | undefined {
    const file = this.files.get(path);
    const bytes = file === undefined ? undefined : bytesOf(file);
    return Buffer.isBuffer(bytes) ? decoded(bytes) : undefined;
  }

  /** The texts of the files that mention Pinecone. Decoding and parsing the others would be most of the work. */
  private *worthReading(): Generator<PathAndText | undefined> {
    for (const file of this.files.values()) yield this.worthReadingOf(file);
  }

  private worthReadingOf(file: TreeFile): PathAndText | undefined {
    const { path } = file;
    const isRead = isOfInterest(this.rules, path);
    if (!isRead && !isUnread(path)) {
      this.note({ path, kind: "unsupported", reason: "is neither a manifest nor code of a language that is read" });
      return undefined;
    }
    const bytes = bytesOf(file);
    if (!isRead) return this.passOver(path, bytes);
    if (!Buffer.isBuffer(bytes)) {
      this.note(bytes);
      return undefined;
    }
    if (!mentionsPinecone(bytes)) {
      if (this.mayTakeHandles(path)) this.quiet.set(path, importWords(path, bytes.toString("latin1")));
      return undefined;
    }
    const { text } = decoded(bytes);
    if (!this.isBundled(path, text)) return [path, text];
    this.note({ path, kind: "minified", reason: "is minified: scan what it was made from" });
    return undefined;
  }

  /** Code in another language: silence about it would be taken for "nothing found". */
  private passOver(path: string, bytes: Buffer | ScanNote): undefined {
    if (!Buffer.isBuffer(bytes) || !mentionsPinecone(bytes)) return;
    this.note({
      path,
      kind: "unsupported",
      reason: "names Pinecone, and is of a kind that is not read: look through it",
    });
  }

  private isBundled(path: string, text: string): boolean {
    const script = languageOf(path) === "javascript" || languageOf(path) === "typescript";
    return script && (isMinified(text) || path.includes(".min."));
  }

  private note(note: ScanNote): void {
    this.readings.set(note.path, { ...EMPTY, notes: [note] });
  }

  private setsOf(path: string): readonly AnyRuleSet[] {
    const language = languageOf(path);
    return language === undefined ? [] : setsFor(this.rules, language);
  }

  private mayTakeHandles(path: string): boolean {
    const language = languageOf(path);
    return language === "python" || language === "javascript" || language === "typescript" || language === "tsx";
  }

  /** Reads texts; answers the paths whose exports have changed. */
  private async readAll(texts: Iterable<PathAndText | undefined>): Promise<Set<string>> {
    const changed = new Set<string>();
    const readings: Promise<void>[] = [];
    for (const each of texts) {
      await this.giveWay();
      if (each === undefined) continue;
      const [path, text] = each;
      const taken = this.reader.read(path, text).then((reading) => {
        this.readings.set(path, reading);
        if (this.handles.set(path, reading.exports)) changed.add(path);
      });
      readings.push(taken);
    }
    await this.reader.finish(() => this.giveWay());
    await Promise.all(readings);
    return changed;
  }

  private async settle(first: ReadonlySet<string>): Promise<void> {
    let changed = first;
    for (let pass = 0; changed.size > 0 && pass < MOST_PASSES; pass += 1) {
      changed = await this.readAll([...this.dependents(), ...(await this.newlySuspect(changed))]);
    }
  }

  /** Files that rest on exports which have changed since. */
  private dependents(): PathAndText[] {
    return [...this.readings].flatMap(([path, { asked }]) => {
      const isOld = [...asked].some(([target, version]) => this.handles.of(target).version !== version);
      const text = isOld ? this.textOf(path)?.text : undefined;
      return text === undefined ? [] : [[path, text] as const];
    });
  }

  /** Quiet files that import from one of these; they are quiet no more. */
  private async newlySuspect(changed: ReadonlySet<string>): Promise<PathAndText[]> {
    const words = new Set([...changed].flatMap(wordsFor));
    const found: PathAndText[] = [];
    for (const [path, imported] of this.quiet) {
      if (![...imported].some((word) => words.has(word))) continue;
      await this.giveWay();
      const text = this.loaded(path)?.text;
      if (text === undefined || !this.imports(path, text, changed)) continue;
      this.quiet.delete(path);
      found.push([path, text]);
    }
    return found;
  }

  private imports(path: string, text: string, changed: ReadonlySet<string>): boolean {
    try {
      const view = viewOf(path, text);
      if (view === undefined) return false;
      const source = sourceOf(path, view);
      return this.setsOf(path).some((set) =>
        set.imports(source).some((each) => changed.has(this.handles.leadsTo(set, path, each) ?? "")),
      );
    } catch {
      // Broken, and without the vendor's name: nothing to say about it.
      return false;
    }
  }

  private async giveWay(): Promise<void> {
    if (Date.now() < this.turnAt) return;
    await nextTurn();
    this.turnAt = Date.now() + TURN_MS;
    this.signal?.throwIfAborted();
  }
}

/** Whether a file may be of interest, by its name. */
export function isOfInterest(rules: Rules, path: string): boolean {
  return languageOf(path) !== undefined || rules.readers.some((reader) => reader.matches(path));
}

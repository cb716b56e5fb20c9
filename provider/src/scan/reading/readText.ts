import type { Found, RuleFacts, ScanFinding } from "../finding";
import { commentsInText, commentsOf } from "../ignores/comments";
import { MARK } from "../ignores/directive";
import { type Ignores, ignoresOf, NO_IGNORES } from "../ignores/ignores";
import { isNotebook, languageOf } from "../languages";
import { messageOf, type ScanNote } from "../note";
import { parseSource } from "../parse";
import type { AnyRuleSet, Handle, SourceFile } from "../rule";
import { notebookView } from "../source/notebook";
import { redacted } from "../source/redacted";
import { plainView, type View } from "../source/view";
import { yamlSource } from "../source/yamlSource";
import type { Handles } from "./handles";
import { type Rules, setsFor } from "./rules";

/** Everything that one file gives. */
export interface Reading {
  /** By place. */
  readonly findings: readonly ScanFinding[];
  /** Findings that a comment ignores. */
  readonly ignored: number;
  readonly notes: readonly ScanNote[];
  readonly exports: ReadonlyMap<string, Handle>;
  /** Files of the tree whose exports this rests on, by their version. */
  readonly asked: ReadonlyMap<string, number>;
}

export const EMPTY: Reading = { findings: [], ignored: 0, notes: [], exports: new Map(), asked: new Map() };

/** What a notebook installs is read as this. */
const REQUIREMENTS = "requirements.txt";
/** Characters of a line that a finding shows. */
const LONGEST_LINE = 200;
/** Characters of a key: one that begins within a shown line is known as a whole. */
const LONGEST_KEY = 100;

/** Reads the text of one file by every rule that is for it. Nothing that a file holds makes it throw. */
export function readText(path: string, text: string, rules: Rules, handles: Handles): Reading {
  const reader = new OneText(path, text, rules);
  reader.manifests();
  reader.code(handles);
  return reader.reading();
}

/** The code in a file as it is parsed; undefined for a file without any. @throws where it is broken */
export function viewOf(path: string, text: string): View | undefined {
  if (languageOf(path) === undefined) return undefined;
  return isNotebook(path) ? notebookView(text) : plainView(text);
}

/** Parses the code of a view. */
export function sourceOf(path: string, { text }: View): SourceFile {
  const language = languageOf(path) ?? "python";
  return language === "yaml" ? yamlSource(path, text) : parseSource(path, language, text);
}

class OneText {
  private readonly findings: ScanFinding[] = [];
  private readonly notes: ScanNote[] = [];
  private readonly exports = new Map<string, Handle>();
  private readonly asked = new Map<string, number>();
  private readonly known = new Set<string>();
  private ignored = 0;

  constructor(
    private readonly path: string,
    private readonly text: string,
    private readonly rules: Rules,
  ) {}

  reading(): Reading {
    const { findings, ignored, notes, exports, asked } = this;
    return { findings: findings.sort(byPlace), ignored, notes, exports, asked };
  }

  manifests(): void {
    const { path, text } = this;
    if (!this.rules.readers.some((reader) => reader.matches(path))) return;
    const comments = text.includes(MARK) ? commentsInText(text) : [];
    this.manifest(path, text, plainView(text), this.ignoresOf(text, comments));
  }

  /** By the readers for a path. */
  private manifest(path: string, text: string, view: View, ignores: Ignores): void {
    for (const reader of this.rules.readers.filter((each) => each.matches(path))) {
      try {
        for (const { rule, found } of reader.read(path, text)) this.add(rule, found, view, ignores);
      } catch (error) {
        this.note("broken", `can't be read as ${reader.name}: ${messageOf(error)}`);
      }
    }
  }

  code(handles: Handles): void {
    const view = this.view();
    if (view === undefined) return;
    if (view.requirements !== undefined)
      this.manifest(REQUIREMENTS, view.requirements.text, view.requirements, NO_IGNORES);
    const sets = setsFor(this.rules, languageOf(this.path) ?? "python");
    if (sets.length === 0) return;
    const source = this.parsed(view);
    if (source === undefined) return;
    const ignores = this.ignoresOf(view.text, view.text.includes(MARK) ? commentsOf(source) : []);
    for (const set of sets) this.bySet(set, source, view, ignores, handles);
  }

  private view(): View | undefined {
    try {
      return viewOf(this.path, this.text);
    } catch (error) {
      this.note("broken", `can't be read as a notebook: ${messageOf(error)}`);
      return undefined;
    }
  }

  private parsed(view: View): SourceFile | undefined {
    try {
      const source = sourceOf(this.path, view);
      if (source.language !== "yaml") this.noteSyntax(source, view);
      return source;
    } catch (error) {
      this.note("broken", `can't be parsed: ${messageOf(error)}`);
      return undefined;
    }
  }

  private noteSyntax({ root }: SourceFile, view: View): void {
    const error = root.find({ rule: { kind: "ERROR" } });
    if (error === null) return;
    const { start } = error.range();
    const place = { offset: start.index, line: start.line + 1, column: start.column + 1 };
    const located = view.locate({ span: { start: place, end: place }, message: "", next: "" });
    const line = located?.span.start.line ?? place.line;
    this.note("syntax", `can't be parsed on line ${line}: what is around it may be missed`);
  }

  private bySet(set: AnyRuleSet, source: SourceFile, view: View, ignores: Ignores, handles: Handles): void {
    try {
      const reading = set.read(source, handles.importedBy(set, this.path, this.asked));
      for (const [name, handle] of reading.exports) this.exports.set(name, handle);
      const found = reading.findings(({ id }, error) => this.broke(messageOf(error), id));
      for (const each of found) this.add(each.rule, each.found, view, ignores);
    } catch (error) {
      this.broke(`before any rule of its language ran: ${messageOf(error)}`);
    }
  }

  private add(rule: RuleFacts, found: Found, view: View, ignores: Ignores): void {
    if (ignores.ignores(rule.id, found.span.start.line)) {
      this.ignored += 1;
      return;
    }
    const located = view.locate(found);
    if (located === undefined) return;
    const { id, level, step } = rule;
    const { span, edits, cell } = located;
    const message = redacted(found.message);
    // Two ways to one place, as by two rule sets of a language, are one finding.
    const key = JSON.stringify([id, span.start.offset, span.end.offset, message]);
    if (this.known.has(key)) return;
    this.known.add(key);
    this.findings.push({
      ...{ rule: id, level, step, path: this.path, span },
      ...(cell === undefined ? {} : { cell }),
      message,
      next: redacted(found.next),
      line: redacted(located.line.trim().slice(0, LONGEST_LINE + LONGEST_KEY)).slice(0, LONGEST_LINE),
      ...(edits === undefined || edits.length === 0 ? {} : { edits }),
    });
  }

  private ignoresOf(text: string, comments: Parameters<typeof ignoresOf>[1]): Ignores {
    if (comments.length === 0) return NO_IGNORES;
    const ignores = ignoresOf(text, comments, new Set(this.rules.facts.map(({ id }) => id)));
    for (const { line, word } of ignores.unknown) {
      this.note("ignore", `says podshift-ignore on line ${line}, but no rule is called ${word}`);
    }
    return ignores;
  }

  private broke(message: string, rule?: string): void {
    const reason = `made a rule of podshift's break${rule === undefined ? "" : ` (${rule})`}: ${message}`;
    this.notes.push({ path: this.path, kind: "rule-failed", reason, ...(rule === undefined ? {} : { rule }) });
  }

  private note(kind: ScanNote["kind"], reason: string): void {
    this.notes.push({ path: this.path, kind, reason: redacted(reason) });
  }
}

function byPlace(a: ScanFinding, b: ScanFinding): number {
  return a.span.start.offset - b.span.start.offset || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

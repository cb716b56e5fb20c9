import type { ScanFinding } from "../finding";
import type { ScanNote } from "../note";
import type { CodeTree } from "../reading/codeTree";
import { encoded, type FileText } from "../tree/fileText";
import { applied, areSound, chosenEdits } from "./applyEdits";

/** A file as it was and as it is to be. */
export interface CorrectedFile {
  readonly path: string;
  readonly before: FileText;
  readonly after: FileText;
}

export interface Corrected {
  /** By path. */
  readonly files: readonly CorrectedFile[];
  readonly notes: readonly ScanNote[];
}

export type Wanted = (findings: readonly ScanFinding[]) => readonly ScanFinding[];

/** Rounds after which what still wants to be corrected is taken to undo itself. */
const MOST_ROUNDS = 50;

/**
 * Corrects a tree in memory until nothing is left to correct: one correction may make room for another.
 *
 * @param wanted of a file's findings those that are to be corrected
 */
export async function correct(tree: CodeTree, wanted: Wanted): Promise<Corrected> {
  const run = new Correction(tree, wanted);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const texts = run.round();
    if (texts.size === 0) break;
    await tree.correct(texts);
  }
  return run.result();
}

class Correction {
  private readonly before = new Map<string, FileText>();
  /** Texts that a file has had: one that comes back would come back for ever. */
  private readonly had = new Map<string, Set<string>>();
  private readonly notes: ScanNote[] = [];

  constructor(
    private readonly tree: CodeTree,
    private readonly wanted: Wanted,
  ) {}

  round(): Map<string, FileText> {
    const texts = new Map<string, FileText>();
    for (const path of this.tree.paths) {
      const findings = this.wanted(this.tree.readingOf(path).findings).filter(({ edits }) => edits !== undefined);
      const now = findings.length === 0 ? undefined : this.tree.textOf(path);
      const next = now === undefined ? undefined : this.next(path, now, findings);
      if (next !== undefined) texts.set(path, next);
    }
    return texts;
  }

  result(): Corrected {
    const files = [...this.before].map(([path, before]) => ({ path, before, after: this.tree.textOf(path) ?? before }));
    return { files: files.filter(({ before, after }) => before.text !== after.text), notes: this.notes };
  }

  private next(path: string, now: FileText, findings: readonly ScanFinding[]): FileText | undefined {
    for (const { rule, edits = [] } of findings) if (!this.isSound(now.text, edits)) this.unsound(path, rule);
    const text = applied(
      now.text,
      chosenEdits(
        now.text,
        findings.map(({ edits = [] }) => edits),
      ),
    );
    const had = this.had.get(path) ?? new Set([now.text]);
    if (text === now.text) return undefined;
    if (had.has(text)) {
      this.note(path, { kind: "rule-failed", reason: "has corrections that undo each other: the last were left out" });
      return undefined;
    }
    const next = { ...now, text };
    if (encoded(text, now) === undefined) {
      this.note(path, {
        kind: "not-written",
        reason: "is not UTF-8, and a correction has characters that it can't hold",
      });
      return undefined;
    }
    this.had.set(path, had.add(text));
    if (!this.before.has(path)) this.before.set(path, now);
    return next;
  }

  private isSound(text: string, edits: readonly { start: number; end: number; text: string }[]): boolean {
    const changes = edits.some(({ start, end, text: by }) => text.slice(start, end) !== by);
    return !changes || areSound(text, edits);
  }

  private unsound(path: string, rule: string): void {
    this.note(path, {
      kind: "rule-failed",
      rule,
      reason: `made a rule of podshift's break (${rule}): its edits overlap`,
    });
  }

  private note(path: string, note: Omit<ScanNote, "path">): void {
    const same = this.notes.some((each) => each.path === path && each.reason === note.reason);
    if (!same) this.notes.push({ path, ...note });
  }
}

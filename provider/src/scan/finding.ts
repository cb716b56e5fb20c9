/** What a finding belongs to: the steps of the vendor's guide, and what podshift itself needs to know. */
export type Step =
  /** An SDK below the minimum, or renamed: guide, "Update SDKs". */
  | "update-sdk"
  /** Code that breaks on serverless or with a newer SDK: guide, "Adapt existing code". */
  | "adapt-code"
  /** A client that names the pod index, and has to name the serverless one. */
  | "repoint"
  /** A write that `phase: capture` must see: wrapped, or sent through the proxy. */
  | "capture"
  /** Infrastructure code that would delete or replace the index. */
  | "infrastructure";

/**
 * `error`: breaks, or loses data. `warning`: breaks in some cases, which the scanner can't tell apart. `note`: works as
 * it is, and has to be gone through at its step of the migration.
 */
export type Level = "error" | "warning" | "note";

/** A place in a text; `offset` counts UTF-16 units from 0, `line` and `column` (UTF-16 units too) count from 1. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface Span {
  readonly start: Place;
  /** The place after the last character. */
  readonly end: Place;
}

/** A replacement in a text, by offsets in UTF-16 units; nothing is replaced where `start` and `end` are one. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule found in one file. */
export interface Found {
  readonly span: Span;
  /** What is there and what comes of it, one sentence without a full stop. */
  readonly message: string;
  /** What to do about it, one sentence without a full stop. */
  readonly next: string;
  /** What `--fix` does; left out where a person has to decide. All or none of the edits are made. */
  readonly edits?: readonly Edit[];
}

export interface ScanFinding extends Found {
  /** `python/old-client-init` */
  readonly rule: string;
  readonly level: Level;
  readonly step: Step;
  /** Relative to the scanned folder, with forward slashes. */
  readonly path: string;
  /** The line that the finding begins on, without its indentation; at most 200 characters. */
  readonly line: string;
  /** In a notebook: the cell, and the line in it, both from 1. `span` and `edits` are those of the file. */
  readonly cell?: { readonly number: number; readonly line: number };
}

/** What all findings of a rule have in common; it becomes the rule's entry in docs/scan.md and in SARIF. */
export interface RuleFacts {
  /** `<language>/<what>` in lower case: `python/old-client-init`. Never changed: baselines and ignores name it. */
  readonly id: string;
  readonly level: Level;
  readonly step: Step;
  /** A few words: what is wrong. */
  readonly title: string;
  /** Markdown, a few sentences: why it breaks, since which version, what to write instead, with the source and its date. */
  readonly help: string;
}

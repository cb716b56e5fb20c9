import { againstBaseline, fingerprinted, type KnownFinding } from "./baseline";
import type { Level } from "./finding";
import { correct } from "./fix/correct";
import { patchOf } from "./fix/patch";
import { writeCorrected } from "./fix/writeFile";
import { isUnread } from "./languages";
import type { ScanNote } from "./note";
import { CodeTree, isOfInterest } from "./reading/codeTree";
import { ALL_RULES, type Rules } from "./reading/rules";
import { type TreeFile, type Walked, walk } from "./tree/walk";

export interface ScanOptions {
  /** The folder that relative paths count from. */
  readonly current: string;
  /** Folders and files. */
  readonly paths: readonly string[];
  /** `patch`: works corrections out; `write`: writes them too. Left out: none. */
  readonly fix?: "patch" | "write";
  /** Fingerprints to leave out. */
  readonly baseline?: ReadonlySet<string>;
  /** Left out: all. */
  readonly rules?: Rules;
  readonly signal?: AbortSignal;
}

/** A file that was corrected, or would be. */
export interface FixedFile {
  readonly path: string;
  readonly patch: string;
}

export interface ScanResult {
  /** Absolute; the findings' paths are relative to it. */
  readonly root: string;
  /** How many files were looked at. */
  readonly files: number;
  /**
   * By path and place, without those that a comment ignores and those of the baseline. Where corrections were written,
   * what is left; else what is there.
   */
  readonly findings: readonly KnownFinding[];
  readonly notes: readonly ScanNote[];
  /** Findings that comments ignore. */
  readonly ignored: number;
  /** Findings of the baseline. */
  readonly known: number;
  /** What the baseline holds and isn't there any more. */
  readonly gone: number;
  readonly fixed: readonly FixedFile[];
  /** Findings that would be left after `fixed`. */
  readonly left: number;
}

export const LEVELS: readonly Level[] = ["error", "warning", "note"];

/**
 * Scans folders and files.
 *
 * @throws INPUT_FILE_INVALID when a path isn't there; the signal's reason when it is aborted
 */
export async function scan(options: ScanOptions): Promise<ScanResult> {
  const { current, paths, rules = ALL_RULES, signal } = options;
  const walked = walk(current, paths, (path) => isOfInterest(rules, path) || isUnread(path));
  const tree = new CodeTree(walked.files, rules, signal);
  try {
    await tree.read();
    const base = { root: walked.root, files: walked.files.length };
    const found = looked(tree, walked, options);
    if (options.fix === undefined) return { ...base, ...found, fixed: [], left: found.findings.length };
    return { ...base, ...(await fixedTree(tree, walked, found, options)) };
  } finally {
    await tree.close();
  }
}

type Looked = Omit<ScanResult, "root" | "files" | "fixed" | "left">;

/** What a tree holds now. */
function looked(tree: CodeTree, { notes }: Walked, { baseline = new Set() }: ScanOptions): Looked {
  const readings = [...tree.paths].map((path) => tree.readingOf(path));
  const all = fingerprinted(readings.flatMap(({ findings }) => findings));
  return {
    ...againstBaseline(all, baseline),
    notes: [...notes, ...readings.flatMap((reading) => reading.notes)],
    ignored: readings.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

async function fixedTree(tree: CodeTree, walked: Walked, found: Looked, options: ScanOptions) {
  const { baseline = new Set(), fix } = options;
  const corrected = await correct(tree, (findings) => againstBaseline(fingerprinted(findings), baseline).findings);
  const after = looked(tree, walked, options);
  const fixed = corrected.files.map((file) => ({ path: file.path, patch: patchOf(file) }));
  const left = after.findings.length;
  if (fix === "patch") return { ...found, notes: [...found.notes, ...corrected.notes], fixed, left };
  const files = new Map(walked.files.map((file) => [file.path, file]));
  const failed = corrected.files.flatMap((file) => writeCorrected(files.get(file.path) as TreeFile, file) ?? []);
  const isWritten = ({ path }: FixedFile) => !failed.some((note) => note.path === path);
  return { ...after, notes: [...after.notes, ...corrected.notes, ...failed], fixed: fixed.filter(isWritten), left };
}

import { formatCount, plural } from "../../util/format";
import type { KnownFinding } from "../baseline";
import type { Level, RuleFacts } from "../finding";
import { LEVELS, type ScanResult } from "../scan";
import { STEP_TITLES, STEPS } from "../steps";

/** Notes that the text shows; the rest are counted. */
const MOST_NOTES = 20;

/** A scan for people: findings by step of the guide, then what was passed over, then the sum. */
export function formatText(result: ScanResult): string {
  const sections = STEPS.flatMap((step) => {
    const of = result.findings.filter((finding) => finding.step === step);
    return of.length === 0 ? [] : [[`${STEP_TITLES[step]}: ${levelCounts(of)}`, ...of.map(formatFinding)].join("\n")];
  });
  return [...sections, ...noteSection(result), summaryOf(result)].join("\n\n");
}

function formatFinding({ path, span, cell, level, message, rule, next, edits }: KnownFinding): string {
  const where = `${path}:${span.start.line}:${span.start.column}`;
  const inCell = cell === undefined ? "" : ` (cell ${cell.number}, line ${cell.line})`;
  const fix = edits === undefined ? "" : " (--fix does it)";
  return `  ${where}${inCell}  ${level}  ${message} (${rule})\n      Next: ${next}${fix}`;
}

function noteSection({ notes }: ScanResult): string[] {
  if (notes.length === 0) return [];
  const lines = notes.slice(0, MOST_NOTES).map(({ path, reason }) => `  ${path} ${reason}`);
  const more =
    notes.length > MOST_NOTES ? [`  and ${formatCount(notes.length - MOST_NOTES)} more: --json has them all`] : [];
  return [["Passed over, wholly or in part", ...lines, ...more].join("\n")];
}

/** One line: how many, where, what can be mended, what was left out. */
function summaryOf(result: ScanResult): string {
  const { findings, files, ignored, known, gone, notes } = result;
  const fixable = findings.filter(({ edits }) => edits !== undefined).length;
  const passed = new Set(notes.map(({ path }) => path)).size;
  const inFiles = new Set(findings.map(({ path }) => path)).size;
  const parts = [
    findings.length === 0
      ? `nothing found in ${plural(files, "file")}`
      : `${plural(findings.length, "finding")} in ${formatCount(inFiles)} of ${plural(files, "file")}: ${levelCounts(findings)}`,
    ...(fixable > 0 ? [`${formatCount(fixable)} with a fix`] : []),
    ...(passed > 0 ? [`${plural(passed, "file")} passed over, wholly or in part`] : []),
    ...(ignored > 0 ? [`${formatCount(ignored)} ignored by comments`] : []),
    ...(known > 0 ? [`${formatCount(known)} in the baseline`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} of the baseline gone`] : []),
  ];
  return parts.join("; ");
}

/** "3 errors, 1 note" */
function levelCounts(findings: readonly { readonly level: Level }[]): string {
  return LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [plural(count, level)];
  }).join(", ");
}

/** All rules, a line each. */
export function formatRules(rules: readonly RuleFacts[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length), 0);
  return STEPS.flatMap((step) => {
    const of = rules.filter((rule) => rule.step === step);
    if (of.length === 0) return [];
    return [
      [
        STEP_TITLES[step],
        ...of.map(({ id, level, title }) => `  ${id.padEnd(width)}  ${level.padEnd(7)}  ${title}`),
      ].join("\n"),
    ];
  }).join("\n\n");
}

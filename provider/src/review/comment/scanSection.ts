import { formatCount, plural } from "../../util/format";
import type { ScanFindingRead, ScanRead } from "../scanSchema";
import type { Section } from "./fit";
import { code, details, joined, type Markdown, md, prose, table } from "./markdown";

const LEVELS = ["error", "warning", "note"] as const;
const SIGNS = { error: "❌", warning: "⚠️", note: "📝" } as const;

/** Of steps that a later podshift adds the id stands there. */
const TITLES: Readonly<Record<string, string>> = {
  "update-sdk": "Update SDKs",
  "adapt-code": "Adapt existing code",
  capture: "Capture writes",
  repoint: "Point clients to the serverless index",
  infrastructure: "Infrastructure code",
};

/** Rows of all tables together; the worst are first, the rest is counted. */
const MOST_ROWS = 60;

/** The application's code in the pull request's comment: folded, and bounded. */
export function scanSections(scan: ScanRead | undefined): Section[] {
  return scan === undefined ? [] : [{ title: "application code", rank: 6, body: section(scan) }];
}

/** The same by itself. */
export function scanMarkdown(scan: ScanRead): string {
  return section(scan).source;
}

function section(scan: ScanRead): Markdown {
  const { findings, files, notes, known } = scan;
  const counts = LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [md`${SIGNS[level]} ${plural(count, level)}`];
  });
  const sum = findings.length === 0 ? nothingFound(scan) : joined(counts, " · ");
  const shown = [...findings].sort(byLevel).slice(0, MOST_ROWS);
  const steps = [...Object.keys(TITLES), ...new Set(shown.map(({ step }) => step).filter((each) => !(each in TITLES)))];
  const parts = steps.map((step) =>
    stepTable(
      step,
      shown.filter((finding) => finding.step === step),
    ),
  );
  const body = joined([...parts, ...restLines(findings.length - shown.length, notes, known)], "\n\n");
  return details(
    md`Application code: ${sum}`,
    body.source === "" ? md`\`podshift scan\` read ${plural(files, "file")}.` : body,
  );
}

/** A tick is for what was read whole. */
function nothingFound({ files, notes, known }: ScanRead): Markdown {
  if (files === 0) return md`⚠️ no file was read`;
  const nothing = md`nothing found in ${plural(files, "file")}`;
  if (isIncomplete(notes)) return md`⚠️ ${nothing}, and a rule broke`;
  const passed = new Set(notes.map(({ path }) => path)).size;
  if (passed > 0) return md`${nothing}, ${formatCount(passed)} passed over, wholly or in part`;
  return known > 0 ? md`${nothing} but ${formatCount(known)} of the baseline` : md`✅ ${nothing}`;
}

function isIncomplete(notes: ScanRead["notes"]): boolean {
  return notes.some(({ kind }) => kind === "rule-failed");
}

function stepTable(step: string, findings: readonly ScanFindingRead[]): Markdown | undefined {
  if (findings.length === 0) return undefined;
  const rows = findings.map((finding) => [SIGNS[finding.level], place(finding), what(finding), code(finding.rule)]);
  return md`**${TITLES[step] ?? step}**\n\n${table(["", "Where", "What", "Rule"], rows)}`;
}

function place({ path, span, cell }: ScanFindingRead): Markdown {
  const where = code(`${path}:${span.start.line}`);
  return cell === undefined ? where : md`${where} (cell ${cell.number}, line ${cell.line})`;
}

function what({ message, next, fixable }: ScanFindingRead): Markdown {
  return md`${prose(message)}. Next: ${prose(next)}${fixable ? md` (\`--fix\` does it)` : md``}`;
}

function restLines(more: number, notes: ScanRead["notes"], known: number): Markdown[] {
  return [
    ...(more > 0 ? [md`${plural(more, "more finding")} of no higher level not listed.`] : []),
    ...(isIncomplete(notes) ? [md`⚠️ A rule broke on a file: the list may lack something.`] : []),
    ...(notes.length > 0 ? [md`${plural(notes.length, "note")} on files passed over, wholly or in part.`] : []),
    ...(known > 0 ? [md`${plural(known, "finding")} of the baseline left out.`] : []),
  ];
}

function byLevel(a: ScanFindingRead, b: ScanFindingRead): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
}

import { ownAccidents } from "./accidents";
import { costDetails, costParagraph } from "./costLines";
import { countsOf, countWords } from "./counts";
import { losesDeferred } from "./deletions";
import { codesOf, findingsOf } from "./findings";
import type { Section } from "./fit";
import { GATE_SIGNS } from "./gate";
import { headline } from "./headline";
import { code, details, fenced, joined, type Markdown, md, prose, table } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { stepTable } from "./stepTable";
import { timeParagraph, undoParagraph } from "./timeAndUndo";
import type { Judged } from "./verdict";

/** Characters that one message of the preview takes at most in the details; a longer one is left to the log. */
const LONGEST_MESSAGES = 20_000;

const SEVERITY_SIGNS = { blocker: "⛔", warning: "🟡", info: "ℹ️" } as const;

/** A migration's part of the comment. Alone, its headline and counts are the comment's own. */
export function migrationSections(each: Judged, { alone }: { readonly alone: boolean }): Section[] {
  if (alone) return parts(each);
  const [title, counts] = [headline(each), countWords(countsOf(each.change.steps))];
  if (each.level === "look" || each.level === "fine") {
    const bodies = parts(each).map(({ body }) => body);
    const body = details(title, joined([counts, ...bodies], "\n\n"));
    return [{ title: each.change.podIndex, rank: 5, body }];
  }
  const head = { title: `headline of ${each.change.podIndex}`, rank: 2, body: md`#### ${title}\n\n${counts}` };
  return [head, ...parts(each)];
}

function parts(each: Judged): Section[] {
  const { change } = each;
  const section = (title: string, rank: number, body: Markdown | undefined): Section[] =>
    body === undefined || body.source === "" ? [] : [{ title: `${title} of ${change.podIndex}`, rank, body }];
  return [
    ...change.failures.flatMap(({ message }) => section("error", 1, failure(message))),
    ...ownAccidents(change).flatMap((body) => section("accident", 1, md`> [!CAUTION]\n> ${body}`)),
    ...section("lost writes", 1, losesDeferred(change) ? lostWrites(change) : undefined),
    ...section("what is accepted", 1, accepted(change)),
    ...section("gates", 2, gateTable(each)),
    ...section("cost, time and undo", 3, paragraphs(each)),
    ...section("findings", 4, findingTable(change)),
    ...section("steps", 6, folded(md`Steps of ${change.podIndex}`, stepTable(change.steps))),
    ...section("messages", 7, messages(change)),
    ...section("figures", 8, costDetails(change)),
    ...section("phases", 8, phaseDetails(change)),
  ];
}

function failure(message: string): Markdown {
  return md`**The preview failed:**\n\n${fenced(message.replace(/^error: /, ""))}`;
}

function lostWrites({ podIndex, acknowledged }: MigrationChange): Markdown {
  const then = acknowledged.includes("DEFERRED_WRITES_LOST")
    ? md`**they are lost**, acknowledged in the stack file (DEFERRED_WRITES_LOST)`
    : md`\`up\` refuses unless DEFERRED_WRITES_LOST is acknowledged`;
  return md`> [!CAUTION]\n> **The write log of ${code(podIndex)} goes, and with \`writes: deferred\` the writes in it are in no index:** ${then}`;
}

/** Codes that the stack file says yes to: each lets \`up\` go on where it would stop. */
function accepted({ acknowledged, newlyAcknowledged }: MigrationChange): Markdown | undefined {
  if (acknowledged.length === 0) return undefined;
  const each = acknowledged.map((name) =>
    newlyAcknowledged.includes(name) ? md`${code(name)} (**new**)` : code(name),
  );
  return md`⚠️ **Accepted beforehand in the stack file:** ${joined(each, ", ")}`;
}

function gateTable({ gates }: Judged): Markdown | undefined {
  if (gates.length === 0) return undefined;
  return table(
    ["Gate", "State"],
    gates.map(({ name, state, fact }) => [name, md`${GATE_SIGNS[state]} ${fact}`]),
  );
}

/** What doesn't happen takes no time, and needs no way back. */
function paragraphs({ change, level }: Judged): Markdown {
  const cost = change.move === "leaves" || change.move === "unknown" ? undefined : costParagraph(change);
  const happens = level === "blocked" ? [] : [timeParagraph(change), undoParagraph(change)];
  return joined([cost, ...happens], "\n\n");
}

function findingTable(change: MigrationChange): Markdown | undefined {
  const findings = findingsOf(change);
  if (change.assessment !== undefined) {
    if (findings.length === 0) return md`**Findings:** none`;
    const rows = findings.map(({ severity, code: name, fact, remedy }) => [
      md`${SEVERITY_SIGNS[severity]} ${code(name)}`,
      prose(fact),
      prose(remedy),
    ]);
    return table(["Finding", "What", "What to do"], rows);
  }
  const codes = codesOf(change);
  if (codes.length === 0) return undefined;
  return md`**Findings of preflight:** ${joined(codes.map(code), ", ")} (\`podshift assess\` tells more)`;
}

function messages({ messages: all, podIndex }: MigrationChange): Markdown | undefined {
  const text = all
    .map(({ message, severity }) => `${severity === "warning" ? "warning: " : ""}${message.trimEnd()}`)
    .join("\n");
  if (text === "") return undefined;
  if (text.length > LONGEST_MESSAGES)
    return md`The messages of ${code(podIndex)} are too long for a comment: the job's log has them.`;
  return details(md`Messages of the preview about ${podIndex}`, fenced(text));
}

function phaseDetails({ assessment, podIndex }: MigrationChange): Markdown | undefined {
  if (assessment === undefined || assessment.steps.length === 0) return undefined;
  const rows = assessment.steps.map(({ phase, does, undo }) => [code(phase), prose(does), prose(undo)]);
  return details(md`What each phase does to ${podIndex}`, table(["Phase", "Does", "Undo"], rows));
}

function folded(summary: Markdown, body: Markdown | undefined): Markdown | undefined {
  return body === undefined ? undefined : details(summary, body);
}

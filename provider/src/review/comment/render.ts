import { plural } from "../../util/format";
import { costCell } from "./costLines";
import { countsOf, countWords } from "./counts";
import { type Deletion, deletionsOf } from "./deletions";
import { fitted, type Section } from "./fit";
import { GATE_SIGNS, type GateState } from "./gate";
import { deletionWords, headline, phaseChange } from "./headline";
import { code, details, fenced, joined, type Markdown, md, table } from "./markdown";
import { markerOf } from "./marker";
import { changes } from "./migrationChange";
import { migrationSections } from "./migrationSections";
import type { PlannedStep } from "./plannedStep";
import type { Review } from "./review";
import { scanSections } from "./scanSection";
import { resource, stepTable } from "./stepTable";
import { type Judged, LEVEL_SIGNS } from "./verdict";
import { minuteOf } from "./when";

/** Rows of the table of migrations; the dangerous are first, the rest is counted. */
const MOST_ROWS = 100;
/** Things that one paragraph names. */
const MOST_NAMED = 20;

/** The comment: the verdict first, details last and folded, cut by section at GitHub's limit. */
export function renderReview(review: Review): string {
  const changed = review.migrations.filter(({ change }) => changes(change));
  const one = changed.length === 1 ? changed[0] : undefined;
  const sections = [
    { title: "verdict", rank: 0, body: head(review, changed) },
    ...deletionSections(changed),
    ...accidentSections(review),
    ...failureSections(review),
    ...(changed.length > 1 ? [{ title: "table of migrations", rank: 1, body: summary(changed) }] : []),
    ...othersSections(review),
    ...warningSections(review),
    ...changed.flatMap((each) => migrationSections(each, { alone: each === one })),
    ...scanSections(review.scan),
    ...otherDetails(review),
  ];
  return fitted(markerOf(review.stack), sections, foot(review));
}

function head(review: Review, changed: readonly Judged[]): Markdown {
  const [only] = changed;
  const steps = [...review.migrations.flatMap(({ change }) => change.steps), ...review.others];
  const counts = countsOf(steps);
  const deletions = changed.flatMap(({ change }) => deletionsOf(change));
  const alone = changed.length === 1 && only !== undefined && only.level === review.level;
  const title = alone ? headline(only) : stackLine(review, changed, deletions);
  const hidden = review.hiddenSame === 0 ? md`` : md` · ${review.hiddenSame} unchanged`;
  const early = failed(review) ? md` · **the preview ended early**: what it didn't reach is not shown` : md``;
  return md`### ${title}${othersGo(review)}\n\n${countWords(counts)}${hidden}${early}`;
}

function failed({ failures, migrations, unexplained }: Review): boolean {
  const own = migrations.some(({ change }) => change.failures.length > 0);
  return own || failures.length > 0 || unexplained !== undefined;
}

/** Deletions that are none of podshift's belong above the fold too. */
function othersGo({ others }: Review): Markdown {
  const gone = others.filter(isGone).length;
  return gone === 0 ? md`` : md` · **deletes or replaces ${plural(gone, "resource")} not podshift's**`;
}

function isGone({ operation }: PlannedStep): boolean {
  return operation === "delete" || operation === "replace";
}

function stackLine(review: Review, changed: readonly Judged[], deletions: readonly Deletion[]): Markdown {
  const { level, stack, migrations } = review;
  const blocked = changed.filter((each) => each.level === "blocked").length;
  const parts = [
    md`${LEVEL_SIGNS[level]} stack ${stack}`,
    changed.length === 0
      ? md`no migration changes`
      : md`${changed.length} of ${plural(migrations.length, "migration")} ${changed.length === 1 ? "changes" : "change"}`,
    ...(level === "blocked" ? [md`**blocked${blockedWords(review, blocked)}**`] : []),
    deletionWords(deletions),
  ];
  return joined(parts, " · ");
}

function blockedWords({ accidents }: Review, migrations: number): string {
  const words = [
    ...(accidents.length > 0
      ? [`${plural(accidents.length, "pod index").replace("indexs", "indexes")} would be lost`]
      : []),
    ...(migrations > 1 ? [`${migrations} migrations`] : []),
  ];
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}

/** A section of its own: long names in it can't push the verdict out. */
function deletionSections(changed: readonly Judged[]): Section[] {
  const deletions = changed.flatMap(({ change }) => deletionsOf(change));
  if (deletions.length === 0) return [];
  const named = deletions.slice(0, MOST_NAMED).map(({ what }) => md`**−** ${what}`);
  const more = deletions.length > MOST_NAMED ? [md`and ${deletions.length - MOST_NAMED} more`] : [];
  return [{ title: "deletions", rank: 0, body: joined([...named, ...more], " · ") }];
}

/** Every migration that changes in one line, the dangerous first. */
function summary(changed: readonly Judged[]): Markdown {
  const rows = changed
    .slice(0, MOST_ROWS)
    .map(({ change, level, gates }) => [
      LEVEL_SIGNS[level],
      code(change.podIndex),
      phaseChange(change),
      deletionWords(deletionsOf(change)) ?? md`–`,
      gateTally(gates.map(({ state }) => state)),
      costCell(change),
    ]);
  const shown = table(["", "Migration", "Phase", "Deletes", "Gates", "Cost a month"], rows);
  const more = changed.length - rows.length;
  return joined(
    [shown, more > 0 ? md`${plural(more, "more migration")} of no greater danger not listed.` : undefined],
    "\n\n",
  );
}

function gateTally(states: readonly GateState[]): Markdown {
  const tally = (Object.keys(GATE_SIGNS) as GateState[]).flatMap((state) => {
    const count = states.filter((each) => each === state).length;
    return count === 0 ? [] : [md`${GATE_SIGNS[state]} ${count}`];
  });
  return joined(tally, " ");
}

function accidentSections({ accidents }: Review): Section[] {
  return accidents.map((body) => ({ title: "accident", rank: 1, body: md`> [!CAUTION]\n> ${body}` }));
}

function failureSections({ failures, unexplained }: Review): Section[] {
  const sections = failures.map(({ message }) => ({ title: "error", rank: 1, body: fenced(message) }));
  const lead = failures.length === 0 ? [] : [{ title: "error", rank: 1, body: md`**The preview failed:**` }];
  const unsaid =
    unexplained === undefined
      ? []
      : [
          {
            title: "error",
            rank: 1,
            body: md`> [!CAUTION]\n> **The preview failed** (exit code ${unexplained}) for a reason that its JSON doesn't hold: a policy, or a crash. The job's log has it.`,
          },
        ];
  return [...lead, ...sections, ...unsaid];
}

/** Each whole or not at all: one that is too long leaves its place to the next. */
function warningSections({ warnings }: Review): Section[] {
  return warnings.slice(0, MOST_NAMED).map(({ message }) => ({
    title: "warning",
    rank: 4,
    body: md`⚠️ **Warning of the preview:**\n\n${fenced(message)}`,
  }));
}

function othersSections({ others }: Review): Section[] {
  const active = others.filter(({ operation }) => operation !== "same");
  if (active.length === 0) return [];
  const gone = active.filter(isGone);
  const named = gone
    .slice(0, MOST_NAMED)
    .map((step) => md`${step.operation === "delete" ? "−" : "±"} ${resource(step)}`);
  const more = gone.length > MOST_NAMED ? [md`and ${gone.length - MOST_NAMED} more`] : [];
  const list = gone.length === 0 ? md`` : md`: **${joined([...named, ...more], " · ")}**`;
  const body = md`**Not podshift's:** ${countWords(countsOf(others))}${list}`;
  return [{ title: "other resources", rank: 1, body }];
}

function otherDetails({ others }: Review): Section[] {
  const steps = stepTable(others);
  if (steps === undefined) return [];
  return [{ title: "steps of other resources", rank: 9, body: details("Other resources, step by step", steps) }];
}

function foot({ stack, at, commit, migrations }: Review): Markdown {
  const assessed = migrations.find(({ change }) => change.assessment !== undefined)?.change.assessment?.at;
  const from = assessed === undefined ? md`` : md` · assessed ${minuteOf(Date.parse(assessed))}`;
  const of = commit === undefined ? md`` : md` · commit ${code(commit.slice(0, 12))}`;
  return md`<sub>podshift review of stack ${stack}${of} · ${minuteOf(at)}${from} · ✅ proven ⏳ ahead, \`up\` stops if it fails ⚠️ your decision ❌ failed ❔ not known</sub>`;
}

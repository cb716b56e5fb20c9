import type { CellResult } from "./cell";
import { COLUMNS, type Column, REASONS, type Reason } from "./columns";
import { shortCodes } from "./shortCodes";
import { COLLECTION, type Left, POD } from "./stage";
import { STEPS, type Step, WALKS, type Walk } from "./steps";
import { BUGS, SAYS_NOTHING, type Verdict, verdictOf } from "./verdict";

const BEGIN = "<!-- matrix:begin -->";
const END = "<!-- matrix:end -->";

const WALK_TITLES: Readonly<Record<Walk, string>> = {
  assess: "`assess`",
  capture: "`assess` to `capture`",
  copy: "`capture` to `copy`",
  cutover: "`copy` to `cutover`",
  rollback: "Rollback: `cutover` to `copy`",
  retire: "`cutover` to `retire`",
};

/** Columns that strike a request, those that strike a process or a disk: a page is not wide enough for all. */
const PROCESSES = ["kill-up", "kill-both", "kill-writer", "kill-service", "full-disk", "clock"];

/** The page with the table between its markers. @throws Error when the markers aren't there */
export function intoPage(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page has no ${BEGIN} before ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n${table}\n${page.slice(to)}`;
}

/** The whole table, as Markdown. */
export function tableOf(all: readonly CellResult[]): string {
  const results = all.filter(isCell);
  const found = new Map(results.map((each) => [`${each.step} ${each.column}`, each]));
  const codes = shortCodes(results.map(({ seen }) => seen.code));
  const walks = WALKS.flatMap((walk) => walkTable(walk, found, codes));
  return [...summary(results), ...howTo(), ...walks, ...seenList(results, codes), ...bugList(results)].join("\n");
}

/** A cell that can be: a result of an older table may be of none. */
function isCell({ step, column }: CellResult): boolean {
  const [ofStep, ofColumn] = [STEPS.find(({ name }) => name === step), COLUMNS.find(({ name }) => name === column)];
  return ofStep !== undefined && ofColumn !== undefined && ofColumn.notAt(ofStep) === undefined;
}

type Found = ReadonlyMap<string, CellResult>;
type Codes = ReadonlyMap<string, string>;

function summary(results: readonly CellResult[]): string[] {
  const cells = STEPS.flatMap((step) => COLUMNS.filter((column) => column.notAt(step) === undefined)).length;
  const of = (...wanted: Verdict[]) => results.filter((each) => wanted.includes(verdictOf(each))).length;
  const acked = results.reduce((sum, { writes }) => sum + writes.acked, 0);
  const unknown = results.reduce((sum, { writes }) => sum + writes.unknown, 0);
  const missing = cells - results.length + of(...SAYS_NOTHING);
  return [
    "",
    `${number(STEPS.length)} steps, ${COLUMNS.length} faults, ${number(cells)} cells that can be: in ${number(of("through"))} the command got through in spite of the fault, in ${number(of("on"))} ` +
      `it failed or was killed and the next one got on, ${number(of(...BUGS))} don't hold${missing === 0 ? "" : `, ${number(missing)} were not run or not struck`}. In each ${missing === 0 ? "" : "of the others "}it is known that the fault struck. ` +
      `The application had ${number(acked)} writes acknowledged and ${number(unknown)} of unknown outcome; in ${number(of("lost"))} cells one was lost or came back.`,
    "",
  ];
}

function howTo(): string[] {
  const columns = COLUMNS.map(({ title, how }) => `| ${title} | ${how} |`);
  const reasons = Object.entries(REASONS).map(([key, reason]) => `\`-${key}\` ${reason}`);
  return ["| fault | what is done |", "|---|---|", ...columns, "", `Not there: ${reasons.join("; ")}.`, ""];
}

function walkTable(walk: Walk, found: Found, codes: Codes): string[] {
  const steps = STEPS.filter((step) => step.walk === walk);
  const processes = COLUMNS.filter(({ name }) => PROCESSES.includes(name));
  const requests = COLUMNS.filter(({ name }) => !PROCESSES.includes(name));
  return [
    `### ${WALK_TITLES[walk]}`,
    "",
    ...grid(steps, processes, found, codes, true),
    "",
    ...grid(steps, requests, found, codes, false),
    "",
  ];
}

function grid(steps: readonly Step[], all: readonly Column[], found: Found, codes: Codes, left: boolean): string[] {
  const columns = all.filter((column) => steps.some((step) => column.notAt(step) === undefined));
  const rows = steps.filter((step) => columns.some((column) => column.notAt(step) === undefined));
  if (rows.length === 0) return [];
  const heads = ["step", ...columns.map(({ title }) => title), ...(left ? ["left behind"] : [])];
  const lines = rows.map((step) => {
    const cells = columns.map((column) => cellText(step, column, found.get(`${step.name} ${column.name}`), codes));
    return `| ${[step.title, ...cells, ...(left ? [leftText(step, found)] : [])].join(" | ")} |`;
  });
  return [`| ${heads.join(" | ")} |`, `|${"---|".repeat(heads.length)}`, ...lines];
}

/** One cell: what the user sees, and what came of the next command. */
export function cellText(step: Step, column: Column, result: CellResult | undefined, codes: Codes): string {
  const reason: Reason | undefined = column.notAt(step);
  if (reason !== undefined) return `-${reason}`;
  if (result === undefined) return "not run";
  const verdict = verdictOf(result);
  const code = codes.get(result.seen.code) ?? "";
  if (verdict === "lost") return "**LOST**";
  if (verdict === "hangs") return "**HANGS**";
  if (SAYS_NOTHING.includes(verdict)) return verdict === "not struck" ? verdict : "not run";
  if (verdict === "through") return "✓";
  const shown = result.exit === null ? "K" : result.exit === 0 ? "" : code || "X";
  if (verdict === "stays") return `**${shown || "X"} STAYS**`;
  const ups = result.next.filter(({ command }) => command === "up").length;
  return `${shown} ↻✓${ups > 1 ? ups : ""}`.trim();
}

/** Where things stood after the commands that failed: each way once, the most frequent first. */
function leftText({ name }: Step, found: Found): string {
  const counts = new Map<string, number>();
  for (const result of found.values()) {
    if (result.step !== name || result.exit === 0 || !result.reached) continue;
    const text = stateText(result.left);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
  return sorted.length === 0 ? "-" : sorted.join("; ");
}

function stateText({ phase, active, indexes, collections, log }: Left): string {
  const things = [
    ...(indexes.includes(POD) ? ["P"] : []),
    ...(indexes.includes(`${POD}-serverless`) ? ["S"] : []),
    ...(collections.includes(COLLECTION) ? ["C"] : []),
  ];
  const serves = active === "serverless" ? "S serves" : "P serves";
  return `${phase}: ${things.join("")}, ${serves}${log === "fenced" ? ", fence stands" : ""}`;
}

function seenList(results: readonly CellResult[], codes: Codes): string[] {
  const lines = [...codes].map(([code, short]) => {
    const cells = results.filter(({ seen, exit }) => seen.code === code && exit !== 0);
    const sentences = new Set(cells.map(({ seen }) => seen.line));
    return {
      cells: cells.length,
      text: `| ${short} | \`${code}\` | ${cells.length} | ${escaped([...sentences][0] ?? "")} |`,
    };
  });
  const shown = lines.filter(({ cells }) => cells > 0).map(({ text }) => text);
  if (shown.length === 0) return [];
  return ["### What the user sees", "", "| short | code | cells | for example |", "|---|---|---|---|", ...shown, ""];
}

function bugList(results: readonly CellResult[]): string[] {
  const bugs = results.filter((each) => BUGS.includes(verdictOf(each)));
  if (bugs.length === 0) return [];
  const lines = bugs.map((each) => {
    const next = each.next
      .map(({ command, exit, code }) => `${command}: ${exit === 0 ? "done" : code || "failed"}`)
      .join(", ");
    const facts = each.problems.slice(0, 3).join("; ");
    return `- \`${each.step},${each.column}\`: ${verdictOf(each)}. ${escaped(each.seen.line)} Then ${next || "nothing"}. ${escaped(facts)}`;
  });
  return ["### Cells that don't hold", "", ...lines, ""];
}

/** Where the log is on the machine that ran it. */
const PLACE_OF_LOG = /file:\/\/\S*\/live\/log/g;

/** A message is text: it must not end a cell of the table, nor be read as a tag. Where the run was is nobody's business. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(PLACE_OF_LOG, "file://…/log");
}

function number(n: number): string {
  return n.toLocaleString("en-US");
}

import assert from "node:assert/strict";
import type { CellResult } from "../../support/matrix/cell";
import { COLUMNS, columnOf, REASONS } from "../../support/matrix/columns";
import { resultOf } from "../../support/matrix/sample";
import { shortCodes } from "../../support/matrix/shortCodes";
import { STEPS, stepOf } from "../../support/matrix/steps";
import { cellText, intoPage, tableOf } from "../../support/matrix/table";

const CODES = shortCodes(["API_ERROR", "LOG_UNAVAILABLE"]);
const STEP = stepOf("copy.collection-asked");
const COLUMN = columnOf("5xx");

function text(more: Partial<CellResult>): string {
  return cellText(STEP, COLUMN, resultOf(STEP.name, COLUMN.name, more), CODES);
}

describe("the table of the fault matrix", () => {
  it("shows what the user sees, and whether the next command got on", () => {
    assert.equal(text({ exit: 0 }), "✓");
    const up = { command: "up", exit: 0, code: "" };
    assert.equal(text({ exit: 1, seen: { code: "API_ERROR", line: "no" }, next: [up] }), "AE ↻✓");
    const failed = { command: "up", exit: 1, code: "API_ERROR" };
    assert.equal(text({ exit: 1, seen: { code: "API_ERROR", line: "no" }, next: [failed, up] }), "AE ↻✓2");
    assert.equal(text({ exit: null, next: [up] }), "K ↻✓");
  });

  it("shows a cell in which something was lost as such, whatever the commands said", () => {
    assert.equal(text({ exit: 0, problems: ["lost /a: it is absent"] }), "**LOST**");
  });

  it("shows a command that hangs, and one after which nothing gets on", () => {
    assert.equal(text({ exit: null, hung: true }), "**HANGS**");
    const seen = { code: "API_ERROR", line: "no" };
    const next = [{ command: "up", exit: 1, code: "API_ERROR" }];
    assert.equal(text({ exit: 1, seen, next, gotOn: false }), "**AE STAYS**");
  });

  it("says of a cell that it was not run, and why one can't be", () => {
    assert.equal(cellText(STEP, COLUMN, undefined, CODES), "not run");
    assert.equal(text({ reached: false, gotOn: false }), "not run");
    assert.equal(text({ struck: false }), "not struck");
    assert.equal(cellText(stepOf("cutover.fenced"), COLUMN, undefined, CODES), "-l");
  });

  it("lists each cell that doesn't hold, and counts it", () => {
    const lost = resultOf(STEP.name, COLUMN.name, { exit: 0, problems: ["lost /a-1: it is absent"] });
    const page = tableOf([lost]);
    assert.match(page, /\*\*LOST\*\*/);
    assert.match(page, /copy\.collection-asked,5xx`: lost\..*lost \/a-1: it is absent/);
    assert.match(page, /in 1 cells one was lost or came back/);
  });

  it("keeps a message inside its cell", () => {
    const seen = { code: "API_ERROR", line: "a | b <script>" };
    const page = tableOf([resultOf(STEP.name, COLUMN.name, { exit: 1, seen, next: [] })]);
    assert.match(page, /a \\\| b &lt;script>/);
  });

  it("doesn't name the place of the run", () => {
    const seen = { code: "API_ERROR", line: "the log at file:///home/me/matrix/2/live/log can't be written" };
    const page = tableOf([resultOf(STEP.name, COLUMN.name, { exit: 1, seen, next: [] })]);
    assert.match(page, /the log at file:\/\/…\/log can't/);
    assert.doesNotMatch(page, /home/);
  });

  it("has a row for each step and no cell without a word", () => {
    const page = tableOf([]);
    for (const { title } of STEPS) assert.ok(page.includes(`| ${title} |`), title);
    assert.doesNotMatch(page, /\|\s+\|\s+\|/);
  });

  it("replaces what stands between the markers and nothing else", () => {
    const page = "before\n<!-- matrix:begin -->\nold\n<!-- matrix:end -->\nafter\n";
    assert.equal(intoPage(page, "new"), "before\n<!-- matrix:begin -->\nnew\n<!-- matrix:end -->\nafter\n");
    assert.throws(() => intoPage("no markers", "new"), /has no/);
  });

  it("tells short names of codes apart", () => {
    assert.deepEqual(
      [...shortCodes(["LOG_TAKEN", "LOG_TAKEN", "LAST_TRY", ""])],
      [
        ["LAST_TRY", "LT"],
        ["LOG_TAKEN", "LT2"],
      ],
    );
  });
});

describe("the cells of the fault matrix", () => {
  it("are of steps and faults with names of their own", () => {
    const names = [...STEPS, ...COLUMNS].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.throws(() => stepOf("nothing"), /no step nothing/);
    assert.throws(() => columnOf("nothing"), /no column nothing/);
  });

  it("are left out for a known reason only, and every step and fault has some", () => {
    for (const step of STEPS) {
      const reasons = COLUMNS.map((column) => column.notAt(step));
      assert.ok(reasons.includes(undefined), step.name);
      for (const reason of reasons) assert.ok(reason === undefined || reason in REASONS);
    }
    for (const column of COLUMNS)
      assert.ok(
        STEPS.some((step) => column.notAt(step) === undefined),
        column.name,
      );
  });
});

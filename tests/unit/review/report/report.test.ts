import assert from "node:assert/strict";
import { unknownWorkload } from "../../../../provider/src/migration/cost/workload";
import { makeReport } from "../../../../provider/src/review/report/report";
import { type Page, pageOf } from "../../../support/review/report/page";
import { sampleAssessment } from "../../../support/review/report/sampleAssessment";
import { fullFacts, reportOf } from "../../../support/review/report/sampleFacts";
import { copyingLog } from "../../../support/review/report/sampleLog";
import { differentParity } from "../../../support/review/report/sampleParity";

const documentOf = async (...facts: Parameters<typeof reportOf>) => {
  const { html } = await makeReport(reportOf(...facts));
  return { html, document: pageOf(html) };
};
const headings = (document: Page, level: string) =>
  [...document.querySelectorAll(level)].map(({ textContent }) => textContent);
const count = (document: Page, selector: string) => [...document.querySelectorAll(selector)].length;
const pageText = (document: Page) => document.querySelector("main")?.textContent ?? "";

describe("a report", () => {
  it("has every section of one migration", async () => {
    const { document } = await documentOf(await fullFacts());
    assert.deepEqual(headings(document, "h3"), [
      "Timeline",
      "Findings",
      "Parity",
      "Cost",
      "Writes and backlog",
      "Index and plan",
      "What is not in this report",
    ]);
    assert.deepEqual(headings(document, "h2"), ["docs → docs-serverless"]);
    assert.equal(count(document, ".missing"), 0);
    assert.equal(count(document, "svg.chart"), 12, "six charts, wide and narrow");
  });

  it("says of each source that was not given how to get it, and makes up no figure", async () => {
    const { document, html } = await documentOf({ podIndex: "docs" });
    assert.equal(count(document, ".missing"), 5);
    assert.equal(count(document, "svg, dl.tiles"), 0);
    assert.doesNotMatch(document.querySelector("main")?.textContent ?? "", /\$\d|\b0 records/);
    for (const how of ["pulumi stack export", "podshift assess --json", "podshift report --log", "--reports"]) {
      assert.ok(html.includes(how), how);
    }
  });

  it("shows guesses at the traffic where it isn't known, and what a version without a curve lacks", async () => {
    const unknown = sampleAssessment({}, { workload: unknownWorkload({ podType: "p1.x2", replicas: 2 }) });
    const guesses = pageText((await documentOf({ podIndex: "docs", assessment: unknown })).document);
    assert.ok(guesses.includes("If the traffic were") && guesses.includes("steady"));
    assert.ok(guesses.includes("if all is as dear as it may be"));
    const { curve: _none, ...cost } = unknown.cost ?? assert.fail("no cost");
    const older = pageText((await documentOf({ podIndex: "docs", assessment: { ...unknown, cost } })).document);
    assert.ok(older.includes("made by a version of podshift without it"));
  });

  it("has an index of several migrations, each with its verdict", async () => {
    const full = await fullFacts();
    const bad = { ...full, podIndex: "products", parity: { report: differentParity(), from: "x" }, log: copyingLog() };
    const { document } = await documentOf(full, bad, { podIndex: "shop" });
    assert.equal(headings(document, "h2")[0], "3 migrations");
    const rows = [...document.querySelectorAll("main > table tbody tr")].map((row) => [
      row.querySelector("a")?.getAttribute("href"),
      row.querySelector(".chip")?.textContent,
    ]);
    assert.deepEqual(rows, [
      ["#m1", "On serverless"],
      ["#m2", "The indexes differ"],
      ["#m3", "Not enough is known"],
    ]);
    for (const [href] of rows) assert.ok(document.querySelector(`article${href}`));
  });

  it("is one file that loads and runs nothing, by its own policy too", async () => {
    const { document, html } = await documentOf(await fullFacts());
    const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "";
    assert.ok(policy.startsWith("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    assert.equal(count(document, "script, link, img, iframe"), 0);
    assert.doesNotMatch(html, /url\(|@import|\ssrc=/);
  });

  it("gives every id once, and every chart a title, a description and its data", async () => {
    const full = await fullFacts();
    const { document } = await documentOf(full, full);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const svg of document.querySelectorAll("svg.chart")) {
      const named = (svg.getAttribute("aria-labelledby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent);
      assert.ok(named.length === 2 && named.every((text) => (text ?? "").length > 5), String(named));
    }
  });

  it("holds no number that is none", async () => {
    const full = await fullFacts();
    const nothing = { ...full, podIndex: "one", log: { ...copyingLog(), askedAt: [], writers: [] } };
    const { html } = await documentOf(full, nothing);
    assert.doesNotMatch(html, /NaN|Infinity|undefined|\[object/);
  });

  it("names every finding with what to do and where to read on", async () => {
    const { document } = await documentOf(await fullFacts());
    const items = [...document.querySelectorAll(".findings > li")];
    assert.equal(items.length, 4);
    for (const item of items) {
      assert.ok(item.querySelector(".remedy")?.textContent && item.querySelector("a")?.getAttribute("href"));
    }
  });

  it("names the writers with the most writes, and sums up the rest of thousands", async () => {
    const writers = Array.from({ length: 5_000 }, (_, n) => ({ w: `writer-${n}`, ended: n > 100, entries: 5_000 - n }));
    const { document, html } = await documentOf({ podIndex: "docs", log: { ...copyingLog(), writers } });
    const text = pageText(document);
    assert.ok(text.includes("writer-59") && !text.includes("writer-60"));
    assert.ok(text.includes("and 4,940 more with 12,204,270 writes, 41 of them open."), text.slice(-2_000));
    assert.ok(html.length < 500_000);
  });

  it("tells records that the service refused, and no more than a page can bear", async () => {
    const log = copyingLog();
    const refused = Array.from({ length: 80 }, (_, n) => ({
      namespace: "",
      id: `refused-${n}`,
      reason: { status: 400, code: "INVALID_ARGUMENT", message: "vector has the wrong dimension" },
    }));
    const { document } = await documentOf({
      podIndex: "docs",
      log: { ...log, caughtUp: { waiting: 3, rounds: 1, refused } },
    });
    const text = document.querySelector("main")?.textContent ?? "";
    assert.ok(text.includes("refused-49") && !text.includes("refused-50") && text.includes("and 30 more"));
  });

  it("says how many bulk writes by filters the service refused", async () => {
    const log = { ...copyingLog(), caughtUp: { waiting: 3, refused: [], refusedBulk: 2 } };
    const { document } = await documentOf({ podIndex: "docs", log });
    assert.match(pageText(document), /2 bulk writes by filters that the service refuses did nothing/);
  });
});

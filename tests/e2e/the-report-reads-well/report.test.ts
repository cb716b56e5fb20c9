import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { unknownWorkload } from "../../../provider/src/migration/cost/workload";
import { makeReport } from "../../../provider/src/review/report/report";
import { chromiumPath, startChromium } from "../../support/review/report/chromium";
import { sampleAssessment } from "../../support/review/report/sampleAssessment";
import { fullFacts, reportOf } from "../../support/review/report/sampleFacts";
import { copyingLog } from "../../support/review/report/sampleLog";
import { differentParity } from "../../support/review/report/sampleParity";

const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1100, height: 900 };
const NARROW = { width: 360, height: 780 };

/** What axe answers, as far as the test needs it. */
interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describe("the report in a browser", () => {
  const executable = chromiumPath();
  let browser: Browser;
  let folder: string;
  const files: Record<string, string> = {};

  before(async function () {
    if (executable === undefined) {
      console.log("    left out: no Chromium on this machine; install one, or name it in PODSHIFT_CHROMIUM");
      this.skip();
    }
    browser = await startChromium(executable);
    folder = mkdtempSync(join(tmpdir(), "podshift-report-"));
    for (const [name, html] of Object.entries(await reports())) {
      files[name] = join(folder, `${name}.html`);
      writeFileSync(files[name], html);
    }
  });

  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report, and fails on any error of the page and any request but the one for itself. */
  const opened = async (
    name: string,
    look: { size?: typeof WIDE; scheme?: "light" | "dark" },
    use: (page: Page) => Promise<void>,
  ) => {
    const context = await browser.newContext({ viewport: look.size ?? WIDE, colorScheme: look.scheme ?? "light" });
    const [page, url] = [await context.newPage(), pathToFileURL(files[name] ?? "").href];
    const [errors, requests]: [string[], string[]] = [[], []];
    page.on("console", (message) => errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    try {
      await page.goto(url);
      await use(page);
      assert.deepEqual(errors, []);
      assert.deepEqual(requests, [url]);
    } finally {
      await context.close();
    }
  };

  it("shows what matters first, and every section", () =>
    opened("full", {}, async (page) => {
      assert.equal(await page.title(), "Migration of docs · podshift report");
      for (const text of ["On serverless", "Serves traffic", "1,204,311", "0.41 s"]) {
        const first = page.getByText(text, { exact: true }).first();
        assert.ok(await first.isVisible(), text);
        const box = await first.boundingBox();
        assert.ok(box !== null && box.y < WIDE.height, `${text} is above the fold`);
      }
      for (const heading of [
        "Timeline",
        "Findings",
        "Parity",
        "Cost",
        "Writes and backlog",
        "What is not in this report",
      ]) {
        assert.ok(await page.getByRole("heading", { name: heading, exact: true }).isVisible(), heading);
      }
      assert.equal(await page.locator("svg.chart:visible").count(), 6);
    }));

  it("draws every chart within its frame, with texts that can be read", () =>
    opened("full", { size: NARROW }, async (page) => {
      const charts = (await page.evaluate(INSPECT_CHARTS)) as ChartSeen[];
      assert.equal(charts.length, 6);
      for (const chart of charts) {
        assert.ok(chart.marks > 3, `${chart.title} is drawn`);
        assert.deepEqual(chart.outside, [], chart.title);
        assert.ok(chart.smallest >= 10, `${chart.title}: ${chart.smallest} px`);
      }
    }));

  it("opens what is folded", () =>
    opened("full", {}, async (page) => {
      const figures = page.getByText("After: serverless —");
      const formula = page.getByText("queries/day").first();
      assert.ok(!(await formula.isVisible()));
      await figures.click();
      assert.ok(await formula.isVisible());
    }));

  it("leads from the index of several to each", () =>
    opened("many", {}, async (page) => {
      await page.getByRole("link", { name: "products → docs-serverless" }).click();
      assert.ok(page.url().endsWith("#m2"));
      assert.ok(await page.getByText("The indexes differ").nth(1).isVisible());
    }));

  it("runs nothing that a name brings along", () =>
    opened("evil", {}, async (page) => {
      assert.equal(await page.evaluate("globalThis.hit"), undefined);
      assert.match((await page.locator("h2").first().textContent()) ?? "", /<script>globalThis.hit = 1/);
    }));

  for (const name of ["full", "many", "bare"]) {
    for (const scheme of ["light", "dark"] as const) {
      for (const [width, size] of Object.entries({ wide: WIDE, narrow: NARROW })) {
        it(`${name}, ${scheme} and ${width}: nothing that axe objects to, nothing wider than the page`, () =>
          opened(name, { scheme, size }, async (page) => {
            const [inner, page_] = (await page.evaluate(
              "[document.documentElement.clientWidth, document.documentElement.scrollWidth]",
            )) as [number, number];
            assert.equal(page_, inner, `the page can be moved sideways: ${await page.evaluate(WIDER)}`);
            await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
            assert.deepEqual(await violations(page), []);
          }));
      }
    }
  }

  it("is paper in print, whatever the screen is: light, wide charts, folded parts open, nothing cut", () =>
    opened("full", { scheme: "dark", size: { width: 688, height: 1_000 } }, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const seen = (await page.evaluate(INSPECT_PRINT)) as PrintSeen;
      assert.deepEqual(seen.background, "rgb(255, 255, 255)");
      assert.ok(seen.inkLightness < 60, `ink is dark: ${seen.inkLightness}`);
      assert.ok(seen.widest <= 689, `${seen.widest} px wide`);
      assert.equal(seen.narrowCharts, 0);
      assert.ok(await page.getByText("queries/day").first().isVisible(), "how a cost comes about is open");
      assert.deepEqual(await page.evaluate(INSPECT_BREAKS), ["avoid"]);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      assert.ok(pages >= 3 && pages <= 12, `${pages} pages`);
      assert.match(pdf.toString("latin1"), /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12]/, "A4");
    }));
});

async function reports(): Promise<Record<string, string>> {
  const full = await fullFacts();
  const { parity: _none, ...notCompared } = full;
  const unknown = sampleAssessment(
    { podIndex: "shop" },
    { workload: unknownWorkload({ podType: "p1.x2", replicas: 2 }) },
  );
  const bad = { ...full, podIndex: "products", parity: { report: differentParity(), from: "x" }, log: copyingLog() };
  const evil = {
    ...notCompared,
    podIndex: `<script>globalThis.hit = 1</script>"><img src=x onerror="globalThis.hit = 2">`,
  };
  const of = async (...facts: Parameters<typeof reportOf>) => (await makeReport(reportOf(...facts))).html;
  return {
    full: await of(full),
    many: await of(full, bad, { podIndex: "shop", assessment: unknown }),
    bare: await of({ podIndex: "docs" }),
    evil: await of(evil),
  };
}

/** The rules that axe finds broken. It is run from outside, as the page's own policy lets no script in. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: readonly AxeViolation[];
  };
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`),
  );
}

interface ChartSeen {
  readonly title: string;
  readonly marks: number;
  /** Texts that stand out of the page. */
  readonly outside: readonly string[];
  /** Font size in CSS pixels. */
  readonly smallest: number;
}

interface PrintSeen {
  readonly background: string;
  readonly inkLightness: number;
  readonly widest: number;
  readonly narrowCharts: number;
}

const WIDER = `[...document.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 100)).join("\\n")`;

// Texts, not functions: the project has no types of the DOM.
const INSPECT_CHARTS = `[...document.querySelectorAll("svg.chart")].filter((each) => each.clientWidth > 0).map((chart) => {
  const texts = [...chart.querySelectorAll("text")].filter((each) => each.textContent !== "");
  const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
  return {
    title: chart.querySelector("title").textContent,
    marks: chart.querySelectorAll("path, rect, circle, line").length,
    outside: texts.filter((each) => {
      const { left, right } = each.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    }).map((each) => each.textContent),
    smallest: Math.min(...texts.map((each) => parseFloat(getComputedStyle(each).fontSize) * scale)),
  };
})`;

const INSPECT_PRINT = `(() => {
  const style = getComputedStyle(document.body);
  const ink = style.color.match(/\\d+/g).map(Number);
  return {
    background: style.backgroundColor,
    inkLightness: Math.max(...ink.slice(0, 3)),
    widest: Math.max(...[...document.querySelectorAll("main *")].map((each) => each.getBoundingClientRect().right)),
    narrowCharts: [...document.querySelectorAll(".narrow")].filter((each) => each.offsetParent !== null).length,
  };
})()`;

const INSPECT_BREAKS =
  "[...new Set([...document.querySelectorAll('tr, figure, .findings > li')].map((each) => getComputedStyle(each).breakInside))]";

import assert from "node:assert/strict";
import type { MigrationFacts } from "../../../../provider/src/review/report/facts";
import { escapeText, html, trusted, webAddress } from "../../../../provider/src/review/report/page/html";
import { makeReport } from "../../../../provider/src/review/report/report";
import { pageOf } from "../../../support/review/report/page";
import { sampleAssessment } from "../../../support/review/report/sampleAssessment";
import { fullFacts, reportOf } from "../../../support/review/report/sampleFacts";
import { copyingLog } from "../../../support/review/report/sampleLog";
import { differentParity, sampleRow } from "../../../support/review/report/sampleParity";

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\u202E\u0000`;
/** The same, as it stands for nothing but itself. */
const SHOWN = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\uFFFD\uFFFD`;

/** Facts in which everything that a stranger can name is evil. */
async function evilFacts(): Promise<MigrationFacts> {
  const [assessment, parity, log, full] = [sampleAssessment(), differentParity(), copyingLog(), await fullFacts()];
  const finding = { code: EVIL, severity: "warning", fact: EVIL, remedy: EVIL, link: `javascript:alert(3)//${EVIL}` };
  const found = {
    ...assessment.found,
    environment: EVIL,
    metric: EVIL,
    indexedMetadata: [EVIL],
    largestNamespace: { name: EVIL, records: 1 },
  };
  const steps = assessment.steps.map((step) => ({
    ...step,
    does: EVIL,
    undo: EVIL,
    minutes: { low: 1, high: 2, how: EVIL },
  }));
  const cost = { ...assessment.cost, plan: EVIL, pricesOf: EVIL, unconfirmed: [{ price: EVIL, source: EVIL }] };
  const writers = [{ ...log.writers[0], w: EVIL, entries: 5, ended: false }];
  const refused = [{ namespace: EVIL, id: EVIL, reason: { status: 400, code: EVIL, message: EVIL } }];
  return {
    podIndex: EVIL,
    assessment: {
      ...assessment,
      podIndex: EVIL,
      findings: [finding],
      found,
      steps,
      cost,
    } as unknown as typeof assessment,
    parity: {
      from: EVIL,
      report: {
        ...parity,
        verdict: EVIL,
        examples: [{ kind: "different", namespace: EVIL, id: EVIL, field: EVIL }],
        uncaptured: { records: 1, examples: [{ namespace: EVIL, id: EVIL }] },
        namespaces: [sampleRow(EVIL, 3), sampleRow("b", 1)],
      },
    },
    log: { ...log, url: EVIL, writers, caughtUp: { waiting: 1, refused } } as typeof log,
    stack: { ...full.stack, stack: EVIL, serverlessIndex: EVIL, resources: full.stack?.resources ?? [] },
  };
}

describe("a report of things with evil names", () => {
  it("holds no element and no attribute of theirs", async () => {
    const facts = await evilFacts();
    const { html: page } = await makeReport({
      ...reportOf(facts, facts),
      sources: { logs: [EVIL], reports: EVIL, state: EVIL },
    });
    const document = pageOf(page);
    assert.deepEqual([...document.querySelectorAll("script, img, iframe, object, embed, form, link, base")], []);
    const attributes = [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes]);
    assert.deepEqual(
      attributes.map(({ name }) => name).filter((name) => name.startsWith("on")),
      [],
    );
    const links = [...document.querySelectorAll("a")].map((each) => each.getAttribute("href") ?? "");
    assert.ok(links.length > 0);
    assert.deepEqual(
      links.filter((href) => !/^(#m\d+|https:)/.test(href)),
      [],
    );
    assert.ok(!page.includes("<script"));
  });

  it("shows them as they are", async () => {
    const document = pageOf((await makeReport(reportOf(await evilFacts()))).html);
    assert.ok(document.querySelector("h2")?.textContent?.startsWith(SHOWN));
    assert.ok([...document.querySelectorAll("tbody code")].some(({ textContent }) => textContent === SHOWN));
    assert.ok(document.querySelector("svg")?.textContent?.length);
  });

  it("draws them into charts as text", async () => {
    const document = pageOf((await makeReport(reportOf(await evilFacts()))).html);
    const texts = [...document.querySelectorAll("svg text")].map(({ textContent }) => textContent ?? "");
    assert.ok(
      texts.some((text) => text.startsWith(`"><script>alert(1)`)),
      texts.join("\n"),
    );
  });
});

describe("escaping", () => {
  it("covers what ends a text or a quoted attribute", () => {
    assert.equal(escapeText(`<a href="x" id='y'>&\``), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&#96;");
  });

  it("replaces characters that may not stand in HTML or turn the direction of text", () => {
    assert.equal(escapeText("a\u0000b\u202Ec\u009Fd\u2066e"), "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    assert.equal(escapeText("line\n\ttext, Ünïcode 漢字 🙂"), "line\n\ttext, Ünïcode 漢字 🙂");
  });

  it("escapes each value of a template once, and lists and nothing as such", () => {
    assert.equal(
      html`<p>${"<"}${html`<b>${"&"}</b>`}${[1, "'", undefined, false]}${trusted("<i>")}</p>`.text,
      "<p>&lt;<b>&amp;</b>1&#39;<i></p>",
    );
  });

  it("makes links of the web only", () => {
    assert.equal(webAddress("https://docs.pinecone.io/a?b=1"), "https://docs.pinecone.io/a?b=1");
    for (const other of [
      "javascript:alert(1)",
      "data:text/html,x",
      "docs/errors.md",
      "",
      " vbscript:x",
      "file:///etc/passwd",
    ]) {
      assert.equal(webAddress(other), undefined, other);
    }
  });
});

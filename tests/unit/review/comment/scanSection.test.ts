import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LONGEST_COMMENT } from "../../../../provider/src/review/comment/fit";
import { parsePreview } from "../../../../provider/src/review/comment/preview";
import { renderReview } from "../../../../provider/src/review/comment/render";
import { reviewOf } from "../../../../provider/src/review/comment/review";
import { parseScan } from "../../../../provider/src/review/comment/scanFile";
import { scanMarkdown } from "../../../../provider/src/review/comment/scanSection";
import type { ScanFindingRead, ScanRead } from "../../../../provider/src/review/scanSchema";

const finding = (over: Partial<ScanFindingRead> = {}): ScanFindingRead => ({
  ...{ rule: "python/old-client-init", level: "error", step: "adapt-code", path: "app/db.py", fixable: true },
  ...{ span: { start: { line: 3, column: 1 } }, message: "`pinecone.init` is gone", next: "make a client", ...over },
});

const scanOf = (findings: readonly ScanFindingRead[], over: Partial<ScanRead> = {}): ScanRead => ({
  ...{ version: 1, files: 120, notes: [], known: 0, findings: [...findings], ...over },
});

function comment(scan?: ScanRead): string {
  const file = join(__dirname, "fixtures", "cutover.json");
  const preview = parsePreview(readFileSync(file, "utf8"), file);
  return renderReview(reviewOf(preview, [], { now: Date.parse("2026-11-20"), scan }));
}

describe("the section on the application's code", () => {
  it("calls nothing found only what was read, and read whole", () => {
    const headOf = (over: Partial<ScanRead>) => scanMarkdown(scanOf([], over)).split("</summary>")[0];
    const head = "<details><summary>Application code: ";
    const note = { path: "a.py", kind: "too-large", reason: "is larger than 1 MiB" };
    assert.equal(headOf({}), `${head}✅ nothing found in 120 files`);
    assert.equal(headOf({ notes: [note] }), `${head}nothing found in 120 files, 1 passed over, wholly or in part`);
    const broken = { ...note, kind: "rule-failed" };
    assert.equal(headOf({ notes: [note, broken] }), `${head}⚠️ nothing found in 120 files, and a rule broke`);
    assert.equal(headOf({ files: 0 }), `${head}⚠️ no file was read`);
    assert.equal(headOf({ known: 2 }), `${head}nothing found in 120 files but 2 of the baseline`);
  });

  it("lists the findings by step, the worst first, folded", () => {
    const scan = scanOf(
      [
        finding({ level: "note", step: "capture", path: "jobs.ipynb", cell: { number: 3, line: 2 }, fixable: false }),
        finding({ level: "warning", path: "b.py" }),
        finding(),
      ],
      { notes: [{ path: "x", kind: "binary", reason: "is binary" }], known: 2 },
    );
    assert.equal(
      scanMarkdown(scan),
      `<details><summary>Application code: ❌ 1 error · ⚠️ 1 warning · 📝 1 note</summary>

**Adapt existing code**

|  | Where | What | Rule |
|---|---|---|---|
| ❌ | \`app/db.py:3\` | \`pinecone.init\` is gone. Next: make a client (\`--fix\` does it) | \`python/old-client-init\` |
| ⚠️ | \`b.py:3\` | \`pinecone.init\` is gone. Next: make a client (\`--fix\` does it) | \`python/old-client-init\` |

**Capture writes**

|  | Where | What | Rule |
|---|---|---|---|
| 📝 | \`jobs.ipynb:3\` (cell 3, line 2) | \`pinecone.init\` is gone. Next: make a client | \`python/old-client-init\` |

1 note on files passed over, wholly or in part.

2 findings of the baseline left out.

</details>`,
    );
  });

  it("says that nothing was found, and that a rule broke", () => {
    assert.match(scanMarkdown(scanOf([])), /✅ nothing found in 120 files<\/summary>/);
    const broke = scanOf([], { notes: [{ path: "x", kind: "rule-failed", reason: "" }] });
    assert.match(scanMarkdown(broke), /A rule broke on a file/);
  });

  it("is bounded, and a step that a later podshift adds is shown by its id", () => {
    const many = Array.from({ length: 5_000 }, (_, n) =>
      finding({ level: "note", path: `${"p".repeat(300)}/${n}.py` }),
    );
    const text = comment(scanOf([...many, finding({ step: "later", path: "worst.py" })]));
    assert.ok(text.length <= LONGEST_COMMENT);
    const alone = scanMarkdown(scanOf([...many, finding({ step: "later", path: "worst.py" })]));
    assert.match(alone, /4,941 more findings of no higher level not listed/);
    assert.match(alone, /\*\*later\*\*[\s\S]*worst\.py/);
  });

  it("stands in the comment behind the migrations, and has no say in the verdict", () => {
    const [without, with_] = [comment(), comment(scanOf([finding()]))];
    assert.equal(with_.split("\n")[2], without.split("\n")[2]);
    assert.ok(with_.indexOf("Application code") > with_.indexOf("| Gate |"));
    assert.doesNotMatch(without, /Application code/);
  });

  it("makes nothing active of names", () => {
    const text = scanMarkdown(scanOf([finding({ path: "a|b`<img>.py", message: "@team [x](http://evil) <b>" })]));
    assert.doesNotMatch(text, /<img>|<b>|@team|\]\(http/);
  });

  it("is read of what `scan --json` prints only", () => {
    assert.equal(parseScan(JSON.stringify({ ...scanOf([finding()]), later: 1 }), "scan.json").findings.length, 1);
    for (const text of ["", "{}", '{"version": 2}']) {
      assert.throws(() => parseScan(text, "scan.json"), { code: "REVIEW_INPUT_INVALID" });
    }
  });
});

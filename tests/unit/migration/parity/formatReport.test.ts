import assert from "node:assert/strict";
import { formatReport } from "../../../../provider/src/migration/parity/formatReport";
import { formatTable } from "../../../../provider/src/migration/parity/formatTable";
import { differentParity, sampleParity, sampleRow } from "../../../support/review/report/sampleParity";

describe("report of a check", () => {
  it("tells each level, what settled, and the differences by name", () => {
    const text = formatReport(differentParity());
    for (const part of [
      "parity of docs and docs-serverless: different: counts differ in 2 namespaces",
      "prod-de: 61,208 and 61,180",
      "(default): 12,004 and 12,002, 9 in flight",
      "38 missing, 0 extra on serverless",
      "20,000 of 1,204,311 compared in full, 3 different",
      "200 asked of both, 100 with a filter: overlap@10 0.871 in the mean, 0.300 at least",
      "0.991 on serverless, 0.994 on the pod index: of 214 that an exact search over 2,000 records expects",
      "14 differences went away",
      "4 written while compared",
      "3 that the write log doesn't name",
      "different in metadata.lang: article/1#0 in prod-de",
      "only on serverless: q-17 in eval-2026-09",
    ]) {
      assert.ok(text.includes(part), `${part}\n${text}`);
    }
  });

  it("has a table of the namespaces, those with differences first, as wide as its widest cell", () => {
    const lines = formatTable(
      sampleParity({ namespaces: [sampleRow("b", 12_000, { missing: 1 }), sampleRow("", 7)], namespacesLeftOut: 3 }),
    );
    assert.deepEqual(lines, [
      "namespace     pod  serverless  looked  compared  missing  extra  different",
      "b          12,000      12,000  12,000    12,000        1      0          0",
      "(default)       7           7       7         7        0      0          0",
      "and 3 more namespaces",
    ]);
  });

  it("shows ten namespaces in the text at most, and none where there is one", () => {
    const many = formatReport(sampleParity());
    assert.ok(many.includes("and 4 more namespaces"), many);
    assert.ok(!formatReport(sampleParity({ namespaces: [sampleRow("", 7)] })).includes("looked  compared"));
  });

  it("keeps to its lines, whatever the ids and namespaces are", () => {
    const odd = { namespace: "a\nb", id: "x\u001b[31m\ty\n" };
    const report = sampleParity({
      namespaces: [sampleRow(odd.namespace, 1, { extra: 1 }), sampleRow("", 7)],
      examples: [{ kind: "extra", ...odd }],
      uncaptured: { records: 1, examples: [odd] },
    });
    const text = formatReport(report);
    assert.ok(text.includes("only on serverless: x\\u001b[31m\\ty\\n in a\\nb"), text);
    assert.ok(
      text.split("\n").every((line) => /^(parity of| )/.test(line)),
      text,
    );
  });

  it("names the file with all differences when it doesn't show all", () => {
    const differences = { file: ".podshift/parity/docs.differences.jsonl", records: 38, sha256: "0" };
    assert.ok(formatReport(sampleParity({ differences })).endsWith(`all 38: ${differences.file}`));
  });
});

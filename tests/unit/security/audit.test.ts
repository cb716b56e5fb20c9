import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(__dirname, "../../..");

interface Audit {
  readonly EXPLAINED: readonly string[];
  judged(report: unknown): { open: string[]; explained: string[]; stale: string[] } | undefined;
}

/** As `npm audit --json` tells it. */
function report(...ids: string[]): object {
  const via = ids.map((id) => ({
    ...{ source: 1, name: "lodash", title: "t", severity: "high", range: "<1" },
    url: `https://github.com/advisories/${id}`,
  }));
  return { auditReportVersion: 2, vulnerabilities: { lodash: { via }, other: { via: ["lodash"] } } };
}

describe("the audit of dependencies", () => {
  let audit: Audit;
  before(async () => {
    audit = (await import(pathToFileURL(join(ROOT, "scripts/audit.mjs")).href)) as Audit;
  });

  it("fails for what nobody has explained", () => {
    const [known = ""] = audit.EXPLAINED;
    const { open = [], explained = [] } = audit.judged(report(known, "GHSA-aaaa-bbbb-cccc")) ?? {};
    assert.deepEqual(open, ["GHSA-aaaa-bbbb-cccc high lodash <1: t"]);
    assert.equal(explained.length, 1);
  });

  it("takes no answer, and an error, for no report", () => {
    for (const none of [undefined, null, {}, { error: { code: "ENOAUDIT" } }, { auditReportVersion: 2 }]) {
      assert.equal(audit.judged(none), undefined);
    }
    assert.deepEqual(audit.judged({ auditReportVersion: 2, vulnerabilities: {} })?.open, []);
  });

  it("tells which explanations are needed no more", () => {
    assert.deepEqual(audit.judged(report())?.stale, audit.EXPLAINED);
  });

  it("explains each of them in the docs", () => {
    const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");
    for (const id of audit.EXPLAINED) assert.ok(page.includes(id), id);
  });

  it("is right that the functions concerned are called nowhere: lodash of @xml-tools", () => {
    const files = ["build-ast", "utils", "visit-ast"].map((name) => `ast/lib/${name}.js`);
    const used = [...files, "common/lib/api.js", "common/api.js"].flatMap((file) => {
      try {
        return [readFileSync(join(ROOT, "node_modules/@xml-tools", file), "utf8")];
      } catch {
        return [];
      }
    });
    assert.ok(used.length >= 3);
    const names = used.flatMap((text) =>
      [...text.matchAll(/\{([^}]*)\}\s*=\s*require\("lodash"\)/g)].map(([, all = ""]) => all),
    );
    assert.ok(names.length > 0);
    assert.doesNotMatch(names.join(), /\b(?:unset|omit|template|pullAt)\b/);
  });
});

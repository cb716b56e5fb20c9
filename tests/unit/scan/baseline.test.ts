import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { againstBaseline, fingerprinted, readBaseline, writeBaseline } from "../../../provider/src/scan/baseline";
import type { ScanFinding } from "../../../provider/src/scan/finding";
import { trees } from "../../support/scan/tree";

const finding = (rule: string, path: string, line: string, at = 1): ScanFinding => ({
  ...{ rule, level: "error", step: "adapt-code", path, line, message: "", next: "" },
  span: { start: { offset: at, line: at, column: 1 }, end: { offset: at, line: at, column: 1 } },
});

const findings = fc.array(
  fc
    .tuple(
      fc.constantFrom("a/x", "b/y"),
      fc.constantFrom("p.py", "q.py"),
      fc.constantFrom("f()", "g( )", "h"),
      fc.nat(99),
    )
    .map((parts) => finding(...parts)),
);

describe("a baseline", () => {
  const tree = trees();

  it("knows each finding again, wherever its line has moved to", () => {
    fc.assert(
      fc.property(findings, fc.nat(50), (all, moved) => {
        const baseline = new Set(fingerprinted(all).map(({ fingerprint }) => fingerprint));
        assert.equal(baseline.size, all.length, "two findings share a fingerprint");
        const later = all.map(({ rule, path, line, span }) =>
          finding(rule, path, `${line} `.trim(), span.start.line + moved),
        );
        const { findings, known, gone } = againstBaseline(fingerprinted(later), baseline);
        assert.deepEqual([findings.length, known, gone], [0, all.length, 0]);
      }),
    );
  });

  it("holds back nothing new: one more of the same is one too many", () => {
    fc.assert(
      fc.property(findings, fc.nat(), (all, at) => {
        fc.pre(all.length > 0);
        const baseline = new Set(fingerprinted(all).map(({ fingerprint }) => fingerprint));
        const more = [...all, all[at % all.length] as ScanFinding];
        assert.equal(againstBaseline(fingerprinted(more), baseline).findings.length, 1);
        const fewer = all.slice(1);
        const { findings, gone } = againstBaseline(fingerprinted(fewer), baseline);
        assert.deepEqual([findings.length, gone], [0, 1]);
      }),
    );
  });

  it("doesn't care for blanks in a line, but for all else", () => {
    const [a, b, c] = ["f( 1,  2 )", "f( 1, 2 )", "f(1, 3)"].map(
      (line) => fingerprinted([finding("a/x", "p.py", line)])[0],
    );
    assert.equal(a?.fingerprint, b?.fingerprint);
    assert.notEqual(a?.fingerprint, c?.fingerprint);
  });

  it("is a file without code, written and read", () => {
    const file = join(tree({}), "baseline.json");
    const all = fingerprinted([finding("a/x", "p.py", "init('secret')")]);
    writeBaseline(file, all);
    assert.deepEqual(readBaseline(file), new Set(all.map(({ fingerprint }) => fingerprint)));
    for (const text of ["{", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}', '"secret"']) {
      writeFileSync(file, text);
      assert.throws(() => readBaseline(file), { code: "INPUT_FILE_INVALID" });
    }
    assert.throws(() => readBaseline(join(file, "nowhere")), { code: "INPUT_FILE_INVALID" });
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProvenParity, sealedProof, whyUnfit } from "../../../../provider/src/migration/parity/proof";
import type { ParityReport } from "../../../../provider/src/migration/parity/report";
import { openedReport, readReportFile, reportPath } from "../../../../provider/src/migration/parity/reportFile";
import { isSealed, sealed } from "../../../../provider/src/migration/parity/seal";
import { differentParity, sampleParity } from "../../../support/review/report/sampleParity";
import { contentsOf } from "./fakeIndex";
import { parityOf, plain } from "./parityOf";

/** The same value with the keys of all its objects the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  ) as T;
}

describe("seal of a parity report", () => {
  it("is on every report, and outlives a file and a state, whatever order their keys come in", async () => {
    const report = await parityOf({
      pod: contentsOf({ "": [plain("a")] }),
      serverless: contentsOf({ "": [plain("b")] }),
    });
    assert.match(report.seal, /^[0-9a-f]{64}$/);
    assert.ok(isSealed(report));
    assert.ok(isSealed(reversed(JSON.parse(JSON.stringify(report)) as ParityReport)));
  });

  it("is broken by any change", () => {
    const report = differentParity();
    const changes: Partial<ParityReport>[] = [
      { clean: true },
      { finishedAt: "2099-01-01T00:00:00.000Z" },
      { hosts: { ...report.hosts, pod: "other" } },
      { ids: { ...report.ids, missing: 0 } },
      { examples: [...report.examples].reverse() },
      { seal: "0".repeat(64) },
      { seal: "" },
    ];
    for (const change of changes) assert.equal(isSealed({ ...report, ...change }), false, JSON.stringify(change));
    const { moving: _none, ...without } = report;
    assert.equal(isSealed(without), false);
    assert.equal(isSealed({ ...report, more: 1 } as ParityReport), false);
  });
});

describe("parity report from a file", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-test-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const written = async (text: string) => {
    const path = join(folder, "docs.json");
    await writeFile(path, text);
    return path;
  };

  it("is read as it was written, or not there", async () => {
    for (const report of [sampleParity(), differentParity()]) {
      assert.deepEqual(await readReportFile(await written(JSON.stringify(report))), report);
    }
    assert.equal(await readReportFile(join(folder, "none.json")), undefined);
    assert.equal(reportPath("r", "docs"), join("r", "parity", "docs.json"));
  });

  it("is refused when it is cut, changed, of an older podshift, or something else", async () => {
    const report = sampleParity();
    const { hosts: _h, namespaces: _n, seal: _s, ...old } = report;
    const bad: [code: string, text: string][] = [
      ["PARITY_REPORT_OLD", JSON.stringify({ ...old, version: 1 })],
      ["PARITY_REPORT_CHANGED", JSON.stringify({ ...report, verdict: "clean" })],
      ["INPUT_FILE_INVALID", JSON.stringify(report).slice(0, -9)],
      ["INPUT_FILE_INVALID", JSON.stringify(sealed({ ...report, finishedAt: "soon" }))],
      ["INPUT_FILE_INVALID", JSON.stringify({ version: 3 })],
      ["INPUT_FILE_INVALID", "null"],
    ];
    for (const [code, text] of bad) {
      await assert.rejects(readReportFile(await written(text)), { code }, text.slice(0, 60));
      await rm(join(folder, "docs.json"));
    }
    assert.throws(() => openedReport({ version: 1 }, "the state"), { code: "PARITY_REPORT_OLD" });
    await assert.rejects(readReportFile(folder), { code: "INPUT_FILE_INVALID" });
  });
});

describe("proof of parity", () => {
  const pair = { podIndex: "docs", serverlessIndex: "docs-s", podHost: "p", host: "s" };
  const base: ProvenParity = { version: 2, clean: true, content: "all", finishedAt: "t", ...pair };

  it("fits the indexes that it is of, and those of which one is gone", () => {
    assert.equal(whyUnfit(sealedProof(base), pair), undefined);
    assert.equal(whyUnfit(sealedProof(base), { ...pair, host: undefined }), undefined);
  });

  it("fits no other, nor when it is old or changed", () => {
    for (const key of ["podIndex", "serverlessIndex", "podHost", "host"] as const) {
      assert.match(whyUnfit(sealedProof({ ...base, [key]: "other" }), pair) ?? "", /other/, key);
      const { [key]: _none, ...untold } = base;
      assert.match(whyUnfit(sealedProof(untold as ProvenParity), pair) ?? "", /not told/, key);
      assert.match(whyUnfit({ ...sealedProof(base), [key]: "other" }, pair) ?? "", /not as the check wrote it/);
    }
    assert.match(whyUnfit(sealedProof({ ...base, version: 1 }), pair) ?? "", /older podshift/);
    assert.match(whyUnfit(base, pair) ?? "", /not as the check wrote it/);
  });
});

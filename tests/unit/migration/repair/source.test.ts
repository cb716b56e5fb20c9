import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Difference, ParityReport } from "../../../../provider/src/migration/parity/report";
import { sealed } from "../../../../provider/src/migration/parity/seal";
import { openRepair } from "../../../../provider/src/migration/repair/source";
import { sampleParity } from "../../../support/review/report/sampleParity";

describe("the report that a repair goes by", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-test-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const DIFFERENCES: readonly Difference[] = [
    { kind: "missing", namespace: "", id: "a" },
    { kind: "extra", namespace: "news", id: "ü,\n\u2028\u2029\u0085\t" },
    { kind: "different", namespace: "", id: "b", field: "metadata.lang", part: "metadata" },
  ];
  const TEXT = DIFFERENCES.map((each) => `${JSON.stringify(each)}\n`).join("");

  async function written(change: Partial<ParityReport> = {}, text = TEXT): Promise<string> {
    const { seal: _, differences: __, ...sample } = sampleParity();
    const file = join(folder, "docs.differences.jsonl");
    await writeFile(file, text);
    const differences = { file, records: 3, sha256: createHash("sha256").update(TEXT).digest("hex") };
    const report = sealed({ ...sample, ids: { ...sample.ids, missing: 5, extra: 1 }, differences, ...change });
    const path = join(folder, "docs.json");
    await writeFile(path, JSON.stringify(report));
    return path;
  }

  const all = async (path: string) => {
    const found: Difference[] = [];
    for await (const each of (await openRepair(path)).differences()) found.push(each);
    return found;
  };

  it("gives every difference by kind and place, and counts those whose ids nobody knows", async () => {
    const path = await written();
    const { named, unnamed } = await openRepair(path);
    assert.deepEqual([named, unnamed], [3, 4]);
    assert.deepEqual(
      await all(path),
      DIFFERENCES.map(({ kind, namespace, id }) => ({ kind, namespace, id })),
    );
  });

  it("finds the file beside the report when both were moved", async () => {
    const { differences } = (await openRepair(await written())).report;
    const moved = { ...differences, file: "elsewhere/docs.differences.jsonl" } as ParityReport["differences"] & object;
    assert.equal((await all(await written({ differences: moved }))).length, 3);
  });

  it("takes the examples where they are all there is, and refuses where they are not", async () => {
    const { differences: _, seal: __, ...sample } = sampleParity();
    const alone = async (change: Partial<ParityReport>) => {
      const path = join(folder, "alone.json");
      await writeFile(path, JSON.stringify(sealed({ ...sample, examples: [...DIFFERENCES], ...change })));
      return openRepair(path);
    };
    const content = { ...sample.content, different: 1 };
    const { named, unnamed } = await alone({ ids: { looked: 9, missing: 1, extra: 1 }, content });
    assert.deepEqual([named, unnamed], [3, 0]);
    await assert.rejects(alone({ ids: { looked: 9, missing: 1, extra: 2 }, content }), { code: "REPAIR_REPORT_UNFIT" });
  });

  for (const [what, text, code] of [
    ["a line taken out", TEXT.split("\n").slice(1).join("\n"), "PARITY_REPORT_CHANGED"],
    ["an id changed", TEXT.replace('"a"', '"z"'), "PARITY_REPORT_CHANGED"],
  ] as const) {
    it(`refuses a file with ${what}`, async () => assert.rejects(openRepair(await written({}, text)), { code }));
  }

  it("refuses lines that are no differences, and another number of them, sealed or not", async () => {
    const text = '{"kind":"missing","namespace":""}\n';
    const sha256 = createHash("sha256").update(text).digest("hex");
    const file = join(folder, "docs.differences.jsonl");
    const broken = await written({ differences: { file, records: 1, sha256 } }, text);
    await assert.rejects(openRepair(broken), { code: "PARITY_REPORT_CHANGED" });
    const more = { file, records: 4, sha256: createHash("sha256").update(TEXT).digest("hex") };
    await assert.rejects(openRepair(await written({ differences: more })), { code: "PARITY_REPORT_CHANGED" });
  });

  it("refuses a report that was changed, and files that aren't there", async () => {
    const path = await written();
    const text = JSON.stringify({ ...(await openRepair(path)).report, podIndex: "other" });
    await writeFile(path, text);
    await assert.rejects(openRepair(path), { code: "PARITY_REPORT_CHANGED" });
    await assert.rejects(openRepair(join(folder, "none.json")), { code: "INPUT_FILE_INVALID" });
    const gone = await written();
    await rm(join(folder, "docs.differences.jsonl"));
    await assert.rejects(openRepair(gone), { code: "INPUT_FILE_INVALID" });
  });
});

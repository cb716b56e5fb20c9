import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { withComparisonFiles } from "../../../../provider/src/migration/comparisonFiles";
import type { MigrationContext } from "../../../../provider/src/migration/context";
import { writeDifferences } from "../../../../provider/src/migration/parity/differencesFile";
import type { Difference } from "../../../../provider/src/migration/parity/report";
import { id, namespace } from "./arbitraries";
import { contentsOf, fakeIndex, quickClock } from "./fakeIndex";
import { many, parityOf, plain } from "./parityOf";

describe("file of differences", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-differences-"));
    path = join(folder, "docs.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = () =>
    readFileSync(path, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Difference);

  it("holds each record once, in the order of the bytes of namespace and id, however many are sorted at once", async () => {
    const difference = fc.record(
      { kind: fc.constantFrom("missing", "extra"), namespace, id },
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(difference, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, n) => {
          const written = await writeDifferences(path, all as Difference[], n);
          const key = (each: Pick<Difference, "namespace" | "id">) =>
            Buffer.from([each.namespace, "\0", each.id].join("")).toString("hex");
          const keys = read().map(key);
          assert.deepEqual(new Set(keys), new Set(all.map(key)));
          assert.equal(keys.length, new Set(keys).size);
          assert.deepEqual(
            read().map(({ namespace: of }) => of),
            read()
              .map(({ namespace: of }) => of)
              .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
          );
          assert.equal(written?.records, keys.length);
          assert.equal(written?.sha256, createHash("sha256").update(readFileSync(path)).digest("hex"));
          assert.deepEqual(readdirSync(folder), ["docs.jsonl"]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is none without a difference, and one of an earlier check goes", async () => {
    await writeDifferences(path, [{ kind: "missing", namespace: "", id: "a" }]);
    assert.equal(await writeDifferences(path, []), undefined);
    assert.equal(existsSync(path), false);
  });

  it("of a comparison holds all, those included that nobody asks again", async () => {
    const count = 10_050;
    const pod = contentsOf({ "": many(count), b: [plain("x")] });
    const serverless = contentsOf({ "": many(count).map(({ id: each }) => plain(each, -1)), b: [plain("x")] });
    const context = { clock: quickClock(), report: assert.fail } as unknown as MigrationContext;
    const report = await withComparisonFiles(context, { differencesFile: path, request: {} }, (files) =>
      parityOf({ pod, serverless }, { ...files, attempts: 1, serverless: fakeIndex(serverless, {}, 2_000) }),
    );
    assert.deepEqual([report.content.different, report.differences?.records], [count, count]);
    assert.equal(report.differences?.file, path);
    assert.deepEqual(read()[0], { kind: "different", namespace: "", id: "r-0", field: "values[0]", part: "values" });
    assert.deepEqual(readdirSync(folder), ["docs.jsonl"]);
  });
});

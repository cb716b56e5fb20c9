import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "../../../provider/src/pinecone/client";
import type { BulkImports, ImportState } from "../../../provider/src/pinecone/types";
import { eachOnEmulator, writtenIndex } from "../../support/provider/writtenIndex";
import { parquet } from "../emulator/parquetFile";

describe("bulk imports", () => {
  const emulator = eachOnEmulator();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-import-"));
    mkdirSync(join(folder, "news"));
    const records = [{ id: "a", values: [1, 0.5], metadata: '{"n":1}' }];
    writeFileSync(join(folder, "news", "part-0.parquet"), parquet(records, ["id", "values", "metadata"]));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function begun() {
    const { host, reader } = await writtenIndex(emulator(), "serverless");
    const imports = connect({ apiKey: "k", controllerHost: emulator().url }).imports(host);
    return { imports, reader };
  }

  async function ended(imports: BulkImports, id: string): Promise<ImportState> {
    for (;;) {
      const state = (await imports.describe(id)) ?? assert.fail(`no import ${id}`);
      if (state.status === "Completed" || state.status === "Failed") return state;
      await delay(20);
    }
  }

  it("are started, found by their place, and told how far they are", async () => {
    const { imports, reader } = await begun();
    assert.equal(await imports.find(`file://${folder}`), undefined);
    const id = await imports.start(`file://${folder}`);
    assert.equal((await imports.find(`file://${folder}`))?.id, id);
    assert.deepEqual(await ended(imports, id), { id, status: "Completed", percent: 100, records: 1 });
    assert.deepEqual((await reader.fetch("news", ["a"])).get("a"), { id: "a", values: [1, 0.5], metadata: { n: 1 } });
  });

  it("end at the first file that is not valid, and say why", async () => {
    const { imports } = await begun();
    writeFileSync(join(folder, "news", "part-0.parquet"), "no Parquet");
    const { status, error } = await ended(imports, await imports.start(`file://${folder}`));
    assert.equal(status, "Failed");
    assert.ok(error !== undefined && error.length > 0);
  });

  it("that nobody started are not there", async () => {
    const { imports } = await begun();
    assert.equal(await imports.describe("999"), undefined);
  });
});

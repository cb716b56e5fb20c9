import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestByCommand, digestOfFolder } from "../support/digests";
import { makeLargeLog } from "../support/largeLog";
import { SparkFolds } from "../support/spark";

const ENTRIES = Number(process.env.PODSHIFT_SPARK_ENTRIES ?? 5_000_000);
const RECORDS = Math.ceil(ENTRIES / 5);

describe(`the fold in Spark, of ${ENTRIES} entries`, function () {
  this.timeout(3_600_000);
  let folder: string;
  let spark: SparkFolds | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-spark-large-"));
  });
  after(async () => {
    await spark?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says the same as the engine of one process", async () => {
    const log = makeLargeLog(join(folder, "log"), { entries: ENTRIES, records: RECORDS, dimension: 8 });
    spark = new SparkFolds("2g");
    await spark.ready();
    const answer = await spark.fold(log, join(folder, "out"), { parts: 8, chunks: 8 });
    assert.equal(answer.error, undefined);
    assert.equal(answer.entries, ENTRIES);
    const one = await digestByCommand(log.url, log.watermark);
    assert.deepEqual(await digestOfFolder(join(folder, "out")), one);
    assert.equal(one.records, answer.records);
    console.log(`      Spark: ${Math.round(ENTRIES / answer.seconds)} entries/s on two cores`);
  });
});

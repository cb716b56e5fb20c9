import assert from "node:assert/strict";
import { run, sparkPython } from "./support/spark";

/** What a run does that goes on with a job whose files to import were written before; no Spark is asked for that. */
const GOES_ON = `
import json, sys
from types import SimpleNamespace
from podshift_spark.job import JobFailed, Work
import_to, routed, routed_to = json.loads(sys.argv[1])
plan = {"job": "job-1", "watermark": 1, "routed": routed, "routedTo": routed_to, "ranges": []}
options = SimpleNamespace(import_to=import_to, podshift=["podshift"], log="file:///log")
catch_up = SimpleNamespace(spark=None, options=options, slots=1)
try:
    print(Work(catch_up, None, plan).write_imports())
except JobFailed as failure:
    print("refused:", failure)
`;

describe("a job whose files to import were written by an earlier run", function () {
  this.timeout(60_000);

  const goesOn = async (importTo: string | null, routed: readonly string[], routedTo: string | null) => {
    const { code, out, err } = await run(...sparkPython(["-c", GOES_ON, JSON.stringify([importTo, routed, routedTo])]));
    assert.equal(code, 0, err);
    return out.trim();
  };

  it("is gone on with where they are", async () => {
    assert.equal(await goesOn("s3a://one/files/", ["new"], "s3://one/files/job-1"), "s3://one/files/job-1");
    assert.equal(await goesOn("s3://one/files", ["new"], "s3://one/files/job-1"), "s3://one/files/job-1");
  });

  it("is refused with another --import-to, and without one, and says which it was", async () => {
    const other = await goesOn("s3://two/files", ["new"], "s3://one/files/job-1");
    assert.match(other, /^refused: .* are in s3:\/\/one\/files\/job-1, not in s3:\/\/two\/files\/job-1: .*--import-to/);
    assert.match(
      await goesOn(null, ["new"], "s3://one/files/job-1"),
      /^refused: .*--import-to as before, s3:\/\/one\/files$/,
    );
  });

  it("needs none when nothing is imported", async () => {
    assert.equal(await goesOn(null, [], null), "None");
  });
});

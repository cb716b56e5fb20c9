import assert from "node:assert/strict";
import { sampledUnits } from "../../../../provider/src/migration/cost/sampledUnits";
import { fetchUnits } from "../../../../provider/src/migration/cost/units";
import { fetchBatches } from "../../../../provider/src/migration/parity/batches";
import { placeOf } from "../../../../provider/src/migration/parity/sample";

const counts = (...sizes: number[]) => new Map(sizes.map((size, at) => [`n-${at}`, size]));

/** As a check fetches them: of each batch of listed ids what is in the sample. */
function fetched(namespaces: ReadonlyMap<string, number>, share: number): number {
  let units = 0;
  for (const [namespace, size] of namespaces) {
    const ids = Array.from({ length: size }, (_, at) => `doc-${at}`);
    for (const batch of fetchBatches(ids)) {
      const sampled = batch.filter((id) => placeOf(7, namespace, id) < share).length;
      if (sampled > 0) units += fetchUnits(sampled);
    }
  }
  return units;
}

describe("read units of a sample", () => {
  it("are those of all records, by ten, when all are in it", () => {
    assert.equal(sampledUnits(counts(1_000_000), 1), 100_000);
    assert.equal(sampledUnits(counts(1, 10, 11, 205), 1), 1 + 1 + 2 + 21);
  });

  it("are none for no records", () => {
    assert.equal(sampledUnits(counts(), 1), 0);
    assert.equal(sampledUnits(counts(0), 0.5), 0);
    assert.equal(sampledUnits(counts(1_000), 0), 0);
  });

  for (const share of [0.01, 0.02, 0.04, 0.3, 0.99]) {
    it(`are what a check fetches, within 5 %: a share of ${share}`, () => {
      const namespaces = counts(150_000, 50_070, 13, 13, 13);
      const [told, real] = [sampledUnits(namespaces, share), fetched(namespaces, share)];
      assert.ok(Math.abs(told - real) <= 0.05 * real + 1, `told ${told}, fetched ${real}`);
    });
  }
});

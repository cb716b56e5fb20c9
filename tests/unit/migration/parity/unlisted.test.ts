import assert from "node:assert/strict";
import { Comparison } from "../../../../provider/src/migration/parity/comparison";
import type { FoundDifference, Keeper } from "../../../../provider/src/migration/parity/keeper";
import type { NamedId, ParityOptions } from "../../../../provider/src/migration/parity/options";
import { lookAtListed, lookForExtra } from "../../../../provider/src/migration/parity/recordLevel";
import { SeenIds } from "../../../../provider/src/migration/parity/seenIds";
import { contentsOf, fakeIndex, quickClock } from "./fakeIndex";
import { many } from "./parityOf";

describe("ids that serverless may not list", () => {
  const RECORDS = 30;
  const records = many(RECORDS);

  async function* named(): AsyncGenerator<NamedId> {
    // As a log names them: one id again and again.
    for (const { id } of [...records, ...records]) yield { namespace: "", id };
  }

  function comparisonOf(lost: readonly string[], { suspects, held, keeper }: Limits): Comparison {
    const options: ParityOptions = {
      pod: fakeIndex(contentsOf({ "": records })),
      serverless: fakeIndex(contentsOf({ "": records.filter(({ id }) => !lost.includes(id)) })),
      ...{ podIndex: "docs", serverlessIndex: "docs-serverless", hosts: { pod: "", serverless: "" } },
      ...{ content: "all", queries: 0, seed: 1, clock: quickClock(), extraIds: named(), keeper },
    };
    return new Comparison(options, RECORDS, suspects, new SeenIds(held));
  }

  interface Limits {
    readonly suspects?: number;
    readonly held?: number;
    readonly keeper?: Keeper;
  }

  for (const held of [1_000, 5]) {
    it(`are looked at once each, with ${held} ids held`, async () => {
      const comparison = comparisonOf(["r-7", "r-8"], { held });
      await lookAtListed(comparison, [""]);
      await lookForExtra(comparison);
      const { compared, looked, inPod, suspects } = comparison;
      assert.deepEqual([compared, looked, inPod.get("")], [RECORDS - 2, RECORDS, RECORDS]);
      assert.deepEqual(
        suspects.all().map(({ id }) => id),
        ["r-7", "r-8"],
      );
      assert.equal(comparison.sums.of("").records, RECORDS - 2);
    });
  }

  it("wait for others of their namespace, when a log names those in turn", async () => {
    const serverless = fakeIndex(contentsOf({}));
    const pod = fakeIndex(contentsOf({}));
    async function* inTurn(): AsyncGenerator<NamedId> {
      for (let at = 0; at < 1_000; at += 1) yield { namespace: `n-${at % 4}`, id: `r-${at}` };
    }
    const { options } = comparisonOf([], {});
    const asked = { ...options, pod, serverless, extraIds: inTurn() };
    await lookForExtra(new Comparison(asked, 0));
    assert.deepEqual(pod.fetchSizes.sort(), [200, 200, 200, 200, 50, 50, 50, 50]);
    assert.deepEqual(serverless.fetchSizes.length, 8);
  });

  it("are asked for once in a while only, where too many were listed for all to be held", async () => {
    const seen = new SeenIds(5);
    for (const { id } of records) seen.add("", id);
    assert.equal(seen.knowsAll, false);
    const isNew = () => ["a", "b", "a", "b", "a"].map((id) => seen.addUnlisted("", id));
    assert.deepEqual(isNew(), [true, true, false, false, false]);
    for (const id of ["c", "d", "e", "f"]) seen.addUnlisted("", id);
    assert.deepEqual(isNew(), [true, true, false, false, false]);
  });

  it("are noted where they are too many to be asked again: all differences are to be named", async () => {
    const noted: FoundDifference[] = [];
    const keeper: Keeper = {
      note: (_namespace, _ids, found) => void noted.push(...found),
      due: async () => undefined,
      listed: async () => undefined,
    };
    const comparison = comparisonOf(["r-1", "r-2", "r-3", "r-4", "r-5"], { suspects: 2, keeper });
    await lookAtListed(comparison, [""]);
    await lookForExtra(comparison);
    assert.equal(comparison.suspects.count("missing"), 5);
    assert.equal(noted.length, 3);
  });
});

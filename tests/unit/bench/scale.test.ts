import assert from "node:assert/strict";
import fc from "fast-check";
import type { Load } from "../../../provider/src/migration/apply/lane";
import { BUDGETS } from "../../../provider/src/migration/apply/pacing";
import { type Case, type Cases, simulateAll } from "../../support/scale/cases";
import { mostWithin, sharedLane } from "../../support/scale/lanes";
import { markdown, rewritePage, tablesOfPage } from "../../support/scale/page";
import { DOCUMENTED } from "../../support/scale/service";
import { tablesOf } from "../../support/scale/tables";

describe("the limits on paper (docs/scale.md)", () => {
  let cases: Cases;

  before(async () => {
    cases = await simulateAll();
    if (process.env.UPDATE_GOLDEN === "1") rewritePage(tablesOf(cases));
  });

  it("holds the tables that the simulation prints now (UPDATE_GOLDEN=1 writes them anew)", () => {
    const now = tablesOf(cases).map((table): [string, string] => [table.name, markdown(table)]);
    assert.deepEqual(Object.fromEntries(tablesOfPage()), Object.fromEntries(now));
  });

  it("rests on simulations in which one process keeps the documented limits in every second", () => {
    for (const { most, ...each } of [...cases.single, ...cases.alone, ...cases.answers]) {
      assert.ok(
        most.requests <= DOCUMENTED.requests && most.bytes <= DOCUMENTED.bytes,
        JSON.stringify({ ...each, most }),
      );
    }
  });

  it("extrapolates only what was steady, to within a fifth", () => {
    const unsteady = [...cases.single, ...cases.alone, ...cases.answers].filter(isUnsteady);
    assert.deepEqual(unsteady, []);
  });

  it("shows that processes which meet one namespace after the other share one namespace's budget", () => {
    const [sorted, inTurn] = cases.processes;
    const both = 2 * (cases.alone.find(({ dimension }) => dimension === 768)?.recordsPerSecond ?? Number.NaN);
    assert.ok((sorted?.recordsPerSecond ?? Number.NaN) < 0.7 * both);
    assert.ok((inTurn?.recordsPerSecond ?? Number.NaN) > 0.95 * both);
  });
});

function isUnsteady({ steadiness }: Case): boolean {
  return !(Math.abs(steadiness - 1) < 0.2);
}

describe("a namespace's budgets, shared by processes", () => {
  const UNTIL_MS = 20_000;
  const measures: [keyof typeof BUDGETS, (load: Load) => number][] = [
    ["requests", () => 1],
    ["bytes", ({ bytes = 0 }) => bytes],
    ["deletes", ({ deletes = 0 }) => deletes],
  ];
  const loads = fc.array(
    fc.oneof(
      fc.record({ bytes: fc.integer({ min: 1, max: 1_995_000 }) }),
      fc.record({ deletes: fc.integer({ min: 1, max: 1_000 }) }),
    ),
    { minLength: 1, maxLength: 20 },
  );
  const starts = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 32 });

  /** What a lane of its own may send in a span, and one request of each process that was just allowed. */
  function isWithin(startsAt: readonly number[], each: readonly Load[], budgets: typeof BUDGETS): boolean {
    let at = 0;
    const sends = sharedLane(budgets, startsAt, () => each[at++ % each.length] ?? {}, UNTIL_MS);
    return measures.every(([key, of]) => {
      const largest = Math.max(...each.map(of));
      return [1_000, 5_000, UNTIL_MS].every((span) => {
        const allowed = BUDGETS[key] * ((span + 50) / 1_000) + startsAt.length * largest;
        return mostWithin(sends, span, of) <= allowed * (1 + 1e-9);
      });
    });
  }

  it("are kept over any span, but for one request of each process", () => {
    fc.assert(
      fc.property(starts, loads, (startsAt, each) => isWithin(startsAt, each, BUDGETS)),
      { numRuns: 40 },
    );
  });

  it("would not be if each process took all of them", () => {
    const whole = { requests: BUDGETS.requests * 4, bytes: BUDGETS.bytes * 4, deletes: BUDGETS.deletes * 4 };
    assert.equal(isWithin([0, 0, 0, 0], [{ bytes: 1_990_000 }], whole), false);
    assert.equal(isWithin([0, 0, 0, 0], [{ deletes: 1_000 }], whole), false);
  });

  it("let no more through than one process would, in the mean of two minutes", () => {
    for (const processes of [2, 16, 64]) {
      const sends = sharedLane(BUDGETS, new Array<number>(processes).fill(0), () => ({ bytes: 1_990_000 }), 120_000);
      const mean = mostWithin(sends, 120_000, ({ bytes = 0 }) => bytes) / 120;
      assert.ok(mean <= BUDGETS.bytes * 1.03 && mean >= BUDGETS.bytes * 0.97, `${processes}: ${mean}`);
    }
  });
});

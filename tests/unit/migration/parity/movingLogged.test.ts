import assert from "node:assert/strict";
import fc from "fast-check";
import { formatReport } from "../../../../provider/src/migration/parity/formatReport";
import type { NamedId } from "../../../../provider/src/migration/parity/options";
import { contentsOf } from "./fakeIndex";
import { MovingWorld, type Pace, type Write } from "./movingWorld";
import { many, plain } from "./parityOf";

const docs = () =>
  contentsOf({
    "": [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)).concat(many(9)),
    b: [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)),
  });

/** The log is read while it goes on. A bulk write names no ids. */
async function* named({ log }: MovingWorld): AsyncGenerator<NamedId> {
  for (const { write } of log) {
    if (write.kind === "upsert" || write.kind === "delete") yield { namespace: write.namespace, id: write.id };
  }
}

const write = (kinds: readonly Write["kind"][]): fc.Arbitrary<Write> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    namespace: fc.constantFrom("", "b", "born"),
    id: fc.nat(6).map((n) => `w-${n}`),
    value: fc.nat(3),
  });
const paceOf = (writes: fc.Arbitrary<Write>, endless: fc.Arbitrary<boolean>): fc.Arbitrary<Pace> =>
  fc.record({
    writes: fc.array(writes, { minLength: 1, maxLength: 14 }),
    steps: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }).map((steps) => [...steps, 1]),
    endless,
  });

describe("ids that the log names, while writes go on", () => {
  it("are never differences by what is written meanwhile", async () => {
    const pace = paceOf(write(["upsert", "delete", "upsert", "delete", "deleteAll", "deleteEven"]), fc.boolean());
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(20), async (each, head) => {
        const world = new MovingWorld(docs(), each);
        for (let at = 0; at < head; at += 1) world.step();
        const report = await world.compare({ extraIds: named(world) });
        assert.equal(report.clean, true, formatReport(report));
        assert.deepEqual(report.examples, []);
      }),
      { numRuns: 300 },
    );
  });

  it("are missed by name where serverless lost them, even when the writer never rests", async () => {
    const pace = paceOf(write(["upsert", "upsert", "delete"]), fc.constant(true));
    await fc.assert(
      fc.asyncProperty(pace, async (each) => {
        const world = new MovingWorld(docs(), each);
        world.log.push({ write: { kind: "upsert", namespace: "", id: "r-3", value: 4 }, done: true });
        world.serverless.get("")?.delete("r-3");
        const report = await world.compare({ extraIds: named(world) });
        assert.equal(report.clean, false, formatReport(report));
        assert.equal(report.ids.missing, 1, formatReport(report));
        assert.deepEqual(report.examples, [{ kind: "missing", namespace: "", id: "r-3" }]);
        assert.equal("uncaptured" in report, false);
      }),
      { numRuns: 200 },
    );
  });
});

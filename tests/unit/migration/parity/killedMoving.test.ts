import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { refreshDigests } from "../../../../provider/src/migration/parity/digestRefresh";
import { formatReport } from "../../../../provider/src/migration/parity/formatReport";
import type { ParityReport } from "../../../../provider/src/migration/parity/runParity";
import { type Contents, contentsOf, fakeIndex } from "./fakeIndex";
import { KilledRuns } from "./killedRuns";
import { modelDigests } from "./modelDigests";
import { MovingWorld, type Pace, type Write } from "./movingWorld";
import { plain } from "./parityOf";

/** So long that a fetch takes a dozen; the application's ids lie between those that it never writes. */
const longId = (n: number) => `r-${String(n).padStart(3, "0")}`.padEnd(470, "x");
const RECORDS = 40;
const docs = (records = RECORDS): Contents =>
  contentsOf({
    "": Array.from({ length: records }, (_, n) => plain(longId(2 * n), n)),
    b: Array.from({ length: 5 }, (_, n) => plain(longId(2 * n), n)),
  });

const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom("upsert", "upsert", "delete"),
  namespace: fc.constantFrom("", "", "b", "born"),
  // Odd ones are new, the first even ones were there.
  id: fc.oneof(
    fc.nat(RECORDS - 1).map((n) => longId(2 * n + 1)),
    fc.nat(3).map((n) => longId(2 * n)),
  ),
  value: fc.nat(3),
});
const pace: fc.Arbitrary<Pace> = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 14 }),
  steps: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }).map((steps) => [...steps, 1]),
  endless: fc.boolean(),
});

describe("comparison that is killed while writes go on", () => {
  let runs: KilledRuns;
  beforeEach(() => {
    runs = new KilledRuns();
  });
  afterEach(() => runs.remove());

  /** The pod index takes its time, so that something is saved in between. */
  function compare(world: MovingWorld, segment = 2): Promise<ParityReport> {
    const before = async () => {
      for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      world.step();
    };
    return runs.run(
      ({ clock: _, ...files }) => world.compare({ ...files, pod: fakeIndex(world.pod, { before }), concurrency: 1 }),
      { logPosition: { w: segment } },
    );
  }

  /** A run that ends at a request; undefined unless it was over before. */
  async function killedAt(world: MovingWorld, request: number): Promise<ParityReport | undefined> {
    const first = { at: -1 };
    world.onRequest = (number) => {
      if (first.at < 0) first.at = number;
      if (number - first.at >= request) throw new Error("killed");
    };
    const report = await compare(world, 1).catch(() => undefined);
    world.onRequest = () => undefined;
    return report;
  }

  /** Killed when the first dozen records of the larger namespace are behind the checkpoint, and others aren't. */
  async function killedMidway(): Promise<MovingWorld> {
    for (let request = 20; request < 90; request += 3) {
      const world = new MovingWorld(docs(300), { writes: [], steps: [0], endless: false });
      assert.equal(await killedAt(world, request), undefined);
      const path = join(runs.checkpoint, "checkpoint.json");
      const { state } = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { state: { namespaces: [] } };
      const place = state.namespaces.find(({ namespace }: { namespace: string }) => namespace === "")?.place;
      if (place?.after > longId(6) && !place.done) return world;
      await runs.remove();
      runs = new KilledRuns();
    }
    return assert.fail("no checkpoint in between");
  }

  it("never takes a captured write for a difference, and its digests are those of a full read once brought up to date", async () => {
    let resumed = 0;
    await fc.assert(
      fc.asyncProperty(pace, fc.integer({ min: 5, max: 40 }), fc.nat(12), async (each, at, between) => {
        const world = new MovingWorld(docs(), each);
        const mark = world.doneMark;
        let report = await killedAt(world, at);
        let position = report === undefined ? 2 : 1;
        for (let step = 0; step < between; step += 1) world.step();
        if (report === undefined) {
          // What is brought over before the comparison goes on: `compareIndexes` begins with a round.
          report = await compare(world);
          if (runs.reported.splice(0).length > 0) {
            resumed += 1;
            position = 1;
          }
        }
        assert.equal(report.clean, true, formatReport(report));
        assert.deepEqual(report.logPosition, { w: position });
        for (let step = 0; step < between; step += 1) world.step();
        world.drain();
        await world.round();
        const { namespaces } = await refreshDigests({
          ...{ podReader: fakeIndex(world.pod), digestFile: runs.digestFile },
          ...{ namespaces: report.digest?.namespaces ?? {}, touched: world.touchedSince(mark) },
        });
        assert.deepEqual(namespaces, modelDigests(world.pod));
      }),
      { numRuns: 12, endOnFailure: true },
    );
    assert.ok(resumed > 0, `${resumed} were gone on with`);
  });

  it("looks at what rounds have brought to places that were listed, though the count is the same", async () => {
    const world = await killedMidway();
    // One that was listed goes, one that nobody lists any more comes, and is wrong on one side.
    for (const side of [world.pod, world.serverless]) side.get("")?.delete(longId(2));
    world.pod.get("")?.set(longId(1), plain(longId(1), 1));
    world.serverless.get("")?.set(longId(1), plain(longId(1), 2));
    const report = await compare(world);
    assert.match(runs.reported.join(), /goes on with the comparison/);
    assert.deepEqual(
      report.examples.map(({ kind, id }) => [kind, id]),
      [["different", longId(1)]],
    );
  });
});

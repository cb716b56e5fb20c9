import assert from "node:assert/strict";
import fc from "fast-check";
import { formatReport } from "../../../../provider/src/migration/parity/formatReport";
import type { MovingWrites } from "../../../../provider/src/migration/parity/options";
import type { ParityReport } from "../../../../provider/src/migration/parity/runParity";
import { type Contents, contentsOf, type Script } from "./fakeIndex";
import { modelDigests } from "./modelDigests";
import { type Ablation, MovingWorld, type Pace, type Write } from "./movingWorld";
import { many, parityOf, plain } from "./parityOf";

/** The application's ids; planted differences are on others, which it never names. */
const id = fc.nat(6).map((n) => `w-${n}`);
const write = (kinds: readonly Write["kind"][], namespaces: readonly string[]): fc.Arbitrary<Write> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    namespace: fc.constantFrom(...namespaces),
    id,
    value: fc.nat(3),
  });
const single = write(["upsert", "upsert", "delete"], ["", "b", "born"]);
const bulk = write(["deleteAll", "deleteEven"], ["", "b"]);
const bulkElsewhere = write(["deleteAll", "deleteEven"], ["b"]);

const paceOf = (writes: fc.Arbitrary<Write>, endless: fc.Arbitrary<boolean>): fc.Arbitrary<Pace> =>
  fc.record({
    writes: fc.array(writes, { minLength: 1, maxLength: 14 }),
    steps: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }).map((steps) => [...steps, 1]),
    endless,
  });
const anyPace = paceOf(fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: bulk }), fc.boolean());
const quietElsewhere = fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: bulkElsewhere });

const docs = (): Contents =>
  contentsOf({
    "": [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)).concat(many(9)),
    b: [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)),
  });

function noDifference(report: ParityReport): void {
  assert.equal(report.clean, true, formatReport(report));
  assert.deepEqual(report.counts.different, []);
  assert.deepEqual([report.ids.missing, report.ids.extra, report.content.different], [0, 0, 0]);
  assert.deepEqual(report.examples, []);
  assert.equal("uncaptured" in report, false);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
}

const noFalseDifference = (ablation?: Ablation) =>
  fc.asyncProperty(anyPace, fc.nat(20), async (pace, head) => {
    const world = new MovingWorld(docs(), pace, ablation);
    for (let at = 0; at < head; at += 1) world.step();
    noDifference(await world.compare({ queries: 9, topK: 3, metric: "dotproduct" }));
  });

describe("parity of two indexes", () => {
  describe("while writes go on", () => {
    it("never takes a captured write for a difference, whatever is written between the reads", async () => {
      await fc.assert(noFalseDifference(), { numRuns: 400 });
    });

    for (const ablation of [
      "none in flight",
      "in flight as before the reads",
      "carries nothing over",
    ] satisfies Ablation[]) {
      it(`would take one for a difference if the log were read wrong: ${ablation}`, async () => {
        const details = await fc.check(noFalseDifference(ablation), { numRuns: 6_000, endOnFailure: true });
        assert.equal(details.failed, true);
      });
    }

    it("finds each planted difference on a record that isn't written, and tells it as uncaptured", async () => {
      const pace = paceOf(quietElsewhere, fc.constant(false));
      await fc.assert(
        fc.asyncProperty(pace, fc.constantFrom(...PLANTED), fc.nat(8), async (each, planted, at) => {
          const world = new MovingWorld(docs(), each);
          planted.plant(world.pod.get("") ?? new Map(), world.serverless.get("") ?? new Map(), `r-${at}`);
          const report = await world.compare();
          const { ids, content, counts } = report;
          // A slow writer may have a write in flight at every count: a record that only counts show stays in doubt.
          const isHidden = counts.inDoubt !== undefined && ids.missing === 0;
          assert.equal(report.verdict.startsWith("clean"), false, formatReport(report));
          assert.equal(report.clean, isHidden && planted.id === undefined, formatReport(report));
          const [missing, ...others] = planted.found;
          const found = [ids.missing, ids.extra, content.different];
          assert.deepEqual(found, [isHidden ? 0 : missing, ...others], formatReport(report));
          const named = planted.id === undefined ? [] : [planted.id(`r-${at}`)];
          assert.deepEqual(
            report.examples.map((example) => example.id),
            named,
          );
          assert.deepEqual(report.uncaptured?.examples.map((example) => example.id) ?? [], named);
          assert.equal(report.uncaptured?.records ?? 0, named.length);
        }),
        { numRuns: 600, examples: [[NEVER_AT_REST, LOST, 0]] },
      );
    });

    it("never says clean over a planted difference, even when the writer never rests", async () => {
      const pace = paceOf(quietElsewhere, fc.constant(true));
      await fc.assert(
        fc.asyncProperty(pace, fc.constantFrom(...PLANTED), async (each, planted) => {
          const world = new MovingWorld(docs(), each);
          planted.plant(world.pod.get("") ?? new Map(), world.serverless.get("") ?? new Map(), "r-3");
          const report = await world.compare();
          assert.equal(report.verdict.startsWith("clean"), false, formatReport(report));
          if (planted.id !== undefined) assert.equal(report.clean, false, formatReport(report));
          else assert.ok(!report.clean || report.counts.inDoubt !== undefined, formatReport(report));
        }),
        { numRuns: 300 },
      );
    });

    it("tells a wrong value on a record that the log names as a difference, captured", async () => {
      const world = new MovingWorld(docs(), { writes: [upsert("", "r-2", 3)], steps: [9], endless: false });
      for (let at = 0; at < 3; at += 1) world.step();
      await world.round();
      world.serverless.get("")?.set("r-2", plain("r-2", 77));
      const report = await world.compare();
      assert.deepEqual(report.examples, [
        { kind: "different", namespace: "", id: "r-2", field: "values[0]", part: "values" },
      ]);
      assert.equal("uncaptured" in report, false);
    });

    it("says of a record that is written all the time neither that it is equal nor that it differs", async () => {
      const writes = Array.from({ length: 500 }, (_, value) => upsert("", "w-1", value));
      const world = new MovingWorld(docs(), { writes, steps: [7], endless: true });
      world.step();
      const report = await world.compare();
      assert.equal(report.clean, true);
      assert.equal(report.moving, 1);
      assert.match(report.verdict, /^no difference in 16 of 17 records; 1 record written while compared; counts of 1 /);
      assert.deepEqual(report.counts.inDoubt, [{ namespace: "", pod: 13, serverless: 13, inFlight: 1 }]);
      assert.match(formatReport(report), /moving {3}1 written while compared/);
      assert.equal(world.rounds, 9);
    });

    it("asks for one round when nothing differs, and adds nothing to the report", async () => {
      const world = new MovingWorld(docs(), { writes: [], steps: [1], endless: false });
      const report = await world.compare();
      assert.equal(world.rounds, 1);
      assert.equal(report.verdict, "clean: all 17 records compared while writes went on");
      for (const field of ["moving", "uncaptured"]) assert.equal(field in report, false, field);
      assert.equal("inDoubt" in report.counts, false);
      assert.deepEqual(report.digest?.namespaces, modelDigests(world.pod));
    });

    it("takes a record that is written while it is asked again for no difference", async () => {
      const pod = docs();
      const serverless = docs();
      const open = new Map<string, Set<string>>();
      let value = 100;
      const before = async (kind: string) => {
        if (kind !== "fetch") return;
        open.set("b", new Set(["w-1"]));
        value += 1;
        pod.get("b")?.set("w-1", plain("w-1", value));
      };
      const moving = {
        round: async () => {
          open.clear();
          serverless.get("b")?.set("w-1", plain("w-1", value));
        },
        inFlight: async () => new Map(open),
        named: async () => new Set(["w-1"]),
      };
      const report = await parityOf({ pod, serverless, podScript: { before } }, { moving });
      assert.equal(report.clean, true, formatReport(report));
      assert.equal(report.moving, 1);
    });

    it("counts records that serverless lists and doesn't give, or counts and doesn't list", async () => {
      const script: Script[] = [{ fetched: (_, each) => each !== "r-3" }, { listed: (_, each) => each !== "r-3" }];
      for (const each of script) {
        const report = await parityOf({ pod: docs(), serverless: docs(), script: each }, { moving: idle });
        assert.equal(report.clean, false);
        assert.deepEqual([report.ids.missing, report.ids.extra], [1, 0]);
      }
    });

    it("lists again what a listing left out", async () => {
      const script: Script = { listed: (_, each, listing) => listing >= 2 || each !== "r-3" };
      const report = await parityOf({ pod: docs(), serverless: docs(), script }, { moving: idle });
      assert.equal(report.verdict, "clean: all 17 records compared while writes went on");
      assert.equal(report.ids.looked, 17);
      assert.deepEqual(report.digest?.namespaces, modelDigests(docs()));
    });

    it("reports at most ten uncaptured records, and counts all", async () => {
      const pod = contentsOf({ "": many(30) });
      const world = new MovingWorld(pod, { writes: [], steps: [1], endless: false });
      for (const { id: each } of many(30)) world.serverless.get("")?.set(each, plain(each, -1));
      const report = await world.compare();
      assert.equal(report.uncaptured?.records, 30);
      assert.equal(report.uncaptured?.examples.length, 10);
      assert.match(report.verdict, /^different: 30 different in content; 30 of them written past the capture$/);
      assert.match(formatReport(report), /uncaptured 30 that the write log doesn't name/);
    });

    it("says nothing about a sample but how much it leaves possible", async () => {
      const world = new MovingWorld(docs(), { writes: [upsert("", "w-1", 5)], steps: [1], endless: false });
      const report = await world.compare({ content: 4 });
      assert.equal(report.clean, true);
      assert.match(report.verdict, /^no difference in .* of 17 records \(at most .* % at 95 %\)$/);
    });

    it("ends with STOPPED when a round is stopped", async () => {
      const stop = new AbortController();
      const world = new MovingWorld(docs(), { writes: [], steps: [1], endless: false });
      world.serverless.get("")?.delete("r-1");
      const round = async () => {
        if (world.rounds++ === 1) stop.abort();
      };
      const moving = { round, inFlight: () => world.inFlight(), named: async () => new Set<string>() };
      await assert.rejects(
        parityOf({ pod: world.pod, serverless: world.serverless }, { moving, signal: stop.signal }),
        { code: "STOPPED" },
      );
    });
  });
});

/** Nobody writes. */
const idle: MovingWrites = {
  round: async () => undefined,
  inFlight: async () => new Map(),
  named: async () => new Set(),
};

function upsert(namespace: string, key: string, value: number): Write {
  return { kind: "upsert", namespace, id: key, value };
}

interface Planted {
  plant(
    pod: Map<string, ReturnType<typeof plain>>,
    serverless: Map<string, ReturnType<typeof plain>>,
    id: string,
  ): void;
  /** Missing, extra, different. */
  found: [number, number, number];
  /** The record that is named; left out when only its count shows. */
  id?(id: string): string;
}

const LOST: Planted = { plant: (_pod, serverless, key) => serverless.delete(key), found: [1, 0, 0] };

/** Found by the seed -1195192225: at each count one of the writes is in flight. */
const NEVER_AT_REST: Pace = {
  writes: Array.from({ length: 6 }, () => upsert("", "w-0", 0)),
  steps: [0, 0, 0, 0, 0, 0, 1],
  endless: false,
};

const PLANTED: readonly Planted[] = [
  LOST,
  { plant: (pod) => pod.set("uncaptured", plain("uncaptured")), found: [1, 0, 0] },
  {
    plant: (_pod, serverless, key) => serverless.set(key, plain(key, 1 + 2 ** -23)),
    found: [0, 0, 1],
    id: (key) => key,
  },
  { plant: (pod, _serverless, key) => pod.set(key, plain(key, -5)), found: [0, 0, 1], id: (key) => key },
  { plant: (pod, _serverless, key) => pod.delete(key), found: [0, 1, 0], id: (key) => key },
  { plant: (_pod, serverless) => serverless.set("only", plain("only")), found: [0, 1, 0], id: () => "only" },
  {
    plant: (_pod, serverless, key) => {
      serverless.delete(key);
      serverless.set("only", plain("only"));
    },
    found: [1, 1, 0],
    id: () => "only",
  },
];

import assert from "node:assert/strict";
import type { MigrationFacts } from "../../../../provider/src/review/report/facts";
import { tilesOf } from "../../../../provider/src/review/report/tiles";
import { verdictOf } from "../../../../provider/src/review/report/verdict";
import { sampleAssessment } from "../../../support/review/report/sampleAssessment";
import { fullFacts, stackOf } from "../../../support/review/report/sampleFacts";
import { copyingLog, sampleLog } from "../../../support/review/report/sampleLog";
import { differentParity, sampleParity } from "../../../support/review/report/sampleParity";
import { retiredState } from "../../../support/review/report/sampleState";

const parity = (report = sampleParity()) => ({ parity: { report, from: "x" } });
const finding = (severity: "blocker" | "warning" | "info") =>
  ({ code: "BIG_NAMESPACE", severity, fact: "f", remedy: "r", link: "l" }) as const;
const of = (facts: Partial<MigrationFacts>) => verdictOf({ podIndex: "docs", ...facts });

describe("the verdict on a migration", () => {
  it("is that too little is known, when nothing is", () => {
    assert.deepEqual([of({}).tone, of({}).title], ["plain", "Not enough is known"]);
  });

  it("is what preflight found, before anything was compared", () => {
    const assessed = (findings: ReturnType<typeof finding>[]) => of({ assessment: sampleAssessment({ findings }) });
    assert.deepEqual([assessed([]).tone, assessed([]).title], ["good", "Nothing stands in the way"]);
    assert.equal(assessed([finding("warning"), finding("info")]).tone, "attention");
    const blocked = assessed([finding("blocker"), finding("blocker"), finding("warning")]);
    assert.deepEqual([blocked.tone, blocked.title], ["bad", "2 blockers in the way"]);
  });

  it("is a difference before anything that is well", async () => {
    const verdict = of({ ...(await fullFacts()), ...parity(differentParity()) });
    assert.deepEqual([verdict.tone, verdict.title], ["bad", "The indexes differ"]);
    assert.match(verdict.detail, /^Different: counts differ .*\.$/);
  });

  it("is refused records before a difference", () => {
    const log = copyingLog();
    const refused = [{ namespace: "", id: "a", reason: { status: 400, code: "x", message: "y" } }];
    const verdict = of({ log: { ...log, caughtUp: { waiting: 0, refused } }, ...parity(differentParity()) });
    assert.deepEqual([verdict.tone, verdict.title], ["bad", "The service refused 1 record"]);
  });

  it("never calls a sample a comparison of all", () => {
    const all = of({ log: copyingLog(), ...parity() });
    assert.equal(all.title, "All records compared, no difference");
    const sample = sampleParity({ content: { mode: "sample", compared: 20_000, of: 1_204_311, different: 0 } });
    const moving = sampleParity({ moving: 3 });
    const inDoubt = [{ namespace: "", pod: 5, serverless: 4, inFlight: 1 }];
    const doubtful = sampleParity({ counts: { pod: 5, serverless: 4, different: [], inDoubt } });
    for (const report of [sample, moving, doubtful]) {
      assert.equal(of({ log: copyingLog(), ...parity(report) }).title, "No difference found so far");
    }
  });

  it("takes no report for one of what is there now that is of an earlier copy, another index, or from before a way back", async () => {
    const { stack } = await fullFacts();
    assert.ok(stack !== undefined);
    const checked = Date.parse(sampleParity().finishedAt);
    const [begun, later] = [Date.parse(sampleParity().startedAt), checked + 60_000];
    const log = copyingLog();
    const back = { epoch: 33, end: {}, at: later, heldMs: 300, to: "pod" } as const;
    const known: Partial<MigrationFacts>[] = [
      { log: { ...log, askedAt: [...log.askedAt, later] } },
      { log: { ...log, switches: [...log.switches, back] } },
      { log: { ...log, askedAt: [...log.askedAt, begun + 1] } },
      { log: { ...log, record: { ...log.record, serverless: { name: "docs-serverless", host: "another.example" } } } },
      { stack: { ...stack, askedAt: later } },
      { stack: { ...stack, active: { active: "pod", switchedAt: new Date(later).toISOString() } } },
      { stack: { ...stack, serverlessIndex: "docs-serverless-2" } },
    ];
    for (const facts of known) {
      const verdict = of({ ...facts, ...parity() });
      assert.deepEqual([verdict.tone, verdict.title], ["attention", "Not compared as it is now"]);
    }
    assert.equal(of({ ...known[0], ...parity(differentParity()) }).title, "The indexes differ");
  });

  it("takes no report for one of a copy that isn't there any more", async () => {
    const { stack } = await fullFacts();
    assert.ok(stack !== undefined);
    const { serverless: _gone, ...record } = copyingLog().record;
    const resources = stack.resources.filter(({ kind }) => !["ServerlessIndex", "ParityCheck"].includes(kind));
    for (const facts of [
      { log: { ...copyingLog(), record } },
      { log: { ...copyingLog(), record: { ...record, log: "begun anew" }, askedAt: [] } },
      { stack: { ...stack, phase: "capture", resources } },
    ] as const) {
      const verdict = of({ ...facts, ...parity() });
      assert.deepEqual([verdict.tone, verdict.title], ["attention", "Not compared as it is now"]);
      assert.match(verdict.detail, /no copy now/);
    }
    // A state that was exported before says nothing against the log.
    assert.equal(of({ log: copyingLog(), stack: { ...stack, resources }, ...parity() }).tone, "good");
  });

  it("says of a collection that it is kept only where the state has it", async () => {
    const { collection: _gone, ...stack } = (await stackOf(retiredState())).get("docs") ?? assert.fail();
    const { tone, detail } = of({ stack, ...parity() });
    assert.deepEqual([tone, /collection is kept/.test(detail)], ["attention", false]);
  });

  it("knows who serves from the control record, and else from the state", async () => {
    const { stack } = await fullFacts();
    assert.equal(of({ log: sampleLog(), ...parity() }).title, "On serverless");
    assert.ok(stack !== undefined);
    assert.equal(of({ stack, ...parity() }).title, "On serverless");
    assert.notEqual(of({ stack, log: copyingLog(), ...parity() }).title, "On serverless");
    assert.equal(of({ stack }).tone, "attention", "no parity report");
    assert.equal(of({ log: copyingLog() }).title, "The pod index serves");
  });

  it("doesn't hold a blocker against what is done", async () => {
    assert.equal(
      of({ ...(await fullFacts()), assessment: sampleAssessment({ findings: [finding("blocker")] }) }).title,
      "On serverless",
    );
  });

  it("tells a retirement and a fence", async () => {
    const stack = (await stackOf(retiredState())).get("docs");
    assert.ok(stack !== undefined);
    assert.equal(of({ stack, ...parity() }).title, "Migrated");
    const log = sampleLog();
    assert.equal(of({ log: { ...log, record: { ...log.record, state: "fenced" } } }).title, "A switch is under way");
  });
});

describe("the tiles of a migration", () => {
  const labels = (facts: Partial<MigrationFacts>) => tilesOf({ podIndex: "docs", ...facts }).map(({ label }) => label);

  it("are of what is known, and no more", async () => {
    assert.deepEqual(labels({}), []);
    assert.deepEqual(labels({ assessment: sampleAssessment() }), ["Records", "Cost after"]);
    const { cost: _none, found: _neither, ...bare } = sampleAssessment();
    assert.deepEqual(labels({ assessment: bare }), []);
    assert.deepEqual(labels({ log: copyingLog() }), ["Serves traffic", "Writes waiting"]);
    assert.deepEqual(labels(await fullFacts()), [
      "Serves traffic",
      "Records",
      "Differences",
      "Query overlap@10",
      "Writes held",
      "Cost after",
    ]);
  });

  it("count differences of all kinds, and leave out queries that were not asked", () => {
    const report = {
      ...differentParity(),
      queries: { ...differentParity().queries, asked: 0, filtered: 0 },
    };
    const tiles = tilesOf({ podIndex: "docs", ...parity(report) });
    assert.deepEqual(
      tiles.map(({ value }) => value),
      ["1,204,311", "41"],
    );
  });
});

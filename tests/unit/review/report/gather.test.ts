import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PodshiftError } from "../../../../provider/src/errors";
import { gather, type ReportRequest } from "../../../../provider/src/review/report/gather";
import { sampleAssessment } from "../../../support/review/report/sampleAssessment";
import { inFolder } from "../../../support/review/report/sampleFacts";
import { sampleLog } from "../../../support/review/report/sampleLog";
import { sampleParity } from "../../../support/review/report/sampleParity";
import { sampleState } from "../../../support/review/report/sampleState";

interface Files {
  readonly assessment?: unknown;
  readonly state?: unknown;
  readonly parity?: unknown;
}

const deps = { now: () => 7, readLog: async (url: string) => sampleLog({ url }) };

/** Gathers from files with these contents; texts are written as they are. */
function gathered(files: Files, more: Partial<ReportRequest> = {}) {
  return inFolder((folder) => {
    const written = (name: keyof Files, path: string) => {
      const content = files[name];
      if (content === undefined) return undefined;
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      return path;
    };
    mkdirSync(join(folder, "reports", "parity"), { recursive: true });
    const assessment = written("assessment", join(folder, "assess.json"));
    const state = written("state", join(folder, "state.json"));
    written("parity", join(folder, "reports", "parity", "docs.json"));
    return gather(
      {
        ...{ only: [], logs: [], reports: join(folder, "reports") },
        ...(assessment === undefined ? {} : { assessment }),
        ...(state === undefined ? {} : { state }),
        ...more,
      },
      deps,
    );
  });
}

const assessments = (...all: object[]) => ({ version: 1, assessments: all });
const hasCode = (code: string) => (error: unknown) => error instanceof PodshiftError && error.code === code;

describe("gathering a report's facts", () => {
  it("brings together what the sources tell of each pod index", async () => {
    const files = {
      assessment: assessments(sampleAssessment(), sampleAssessment({ podIndex: "another" })),
      state: sampleState(),
    };
    const { at, migrations } = await gathered({ ...files, parity: sampleParity() }, { logs: ["file:///log"] });
    assert.equal(at, 7);
    assert.deepEqual(
      migrations.map((each) => Object.keys(each).sort()),
      [
        ["assessment", "podIndex"],
        ["assessment", "log", "parity", "podIndex", "stack"],
      ],
    );
    assert.deepEqual(migrations[1]?.assessment, sampleAssessment());
    assert.deepEqual(migrations[1]?.parity?.report, sampleParity());
  });

  it("takes only the pod indexes asked for, also one that no source but its reports tells of", async () => {
    const { migrations } = await gathered({ parity: sampleParity() }, { only: ["docs", "docs"] });
    assert.deepEqual(
      migrations.map(({ podIndex, parity }) => [podIndex, parity?.report.clean]),
      [["docs", true]],
    );
  });

  it("takes the newer parity report of file and state", async () => {
    const from = async (finishedAt: string) =>
      (await gathered({ state: sampleState(), parity: sampleParity({ finishedAt }) })).migrations[0]?.parity?.from;
    assert.equal(await from("2026-01-01T00:00:00.000Z"), "the stack's state");
    assert.match((await from("2026-12-01T00:00:00.000Z")) ?? "", /docs\.json$/);
    assert.equal((await gathered({ state: sampleState() })).migrations[0]?.parity?.from, "the stack's state");
  });

  it("takes no parity report of an older podshift, and says where one is; nor one that was changed", async () => {
    const old = { ...sampleParity(), version: 1 };
    const { migrations } = await gathered({ parity: old }, { only: ["docs"] });
    assert.equal(migrations[0]?.parity, undefined);
    assert.match(migrations[0]?.oldParity ?? "", /docs\.json$/);
    const [newer] = (await gathered({ state: sampleState(), parity: old })).migrations;
    assert.deepEqual([newer?.parity?.from, newer?.oldParity], ["the stack's state", undefined]);
    const changed = { ...sampleParity(), clean: false };
    await assert.rejects(gathered({ parity: changed }, { only: ["docs"] }), hasCode("PARITY_REPORT_CHANGED"));
  });

  it("reads the state's times, places and catch-up", async () => {
    const { migrations } = await gathered({ state: sampleState() });
    const stack = migrations[0]?.stack;
    assert.equal(stack?.stack, "search/prod");
    assert.equal(stack?.phase, "cutover");
    assert.equal(stack?.logUrl, "file:///srv/podshift/docs");
    assert.deepEqual(stack?.collection, { name: "docs-collection", size: 4_455_950_700, vectorCount: 1_203_988 });
    assert.deepEqual(stack?.caughtUp, { at: "2026-11-20T13:02:09.815Z", records: 74_310 });
    assert.deepEqual(stack?.active, { active: "serverless", switchedAt: "2026-11-20T13:34:01.500Z" });
    assert.equal(stack?.resources.length, 8);
  });

  it("leaves out what a state doesn't know yet, and resources on their way out", async () => {
    const state = sampleState([
      {
        kind: "Collection",
        name: "c",
        created: "2026-11-18T10:31:02Z",
        outputs: { source: "docs", name: "c", askedAt: 0, size: 0 },
      },
      {
        kind: "CatchUp",
        name: "docs",
        created: "2026-11-18T10:31:02Z",
        outputs: { podIndex: "docs", records: 0, caughtUpAt: "" },
      },
    ]) as { deployment: { resources: object[] } };
    const gone = { ...state.deployment.resources.at(-1), delete: true };
    const { migrations } = await gathered({
      state: { ...state, deployment: { resources: [...state.deployment.resources, gone] } },
    });
    const stack = migrations[0]?.stack;
    assert.deepEqual([stack?.askedAt, stack?.caughtUp, stack?.collection], [undefined, undefined, { name: "c" }]);
    assert.equal(stack?.resources.length, 2);
  });

  it("shows codes of findings that it doesn't know", async () => {
    const finding = { code: "OF_A_NEWER_VERSION", severity: "info", fact: "f", remedy: "r", link: "l" };
    const { migrations } = await gathered({ assessment: assessments({ ...sampleAssessment(), findings: [finding] }) });
    assert.equal(migrations[0]?.assessment?.findings[0]?.code, "OF_A_NEWER_VERSION");
  });

  const broken: readonly [what: string, files: Files][] = [
    ["an assessment that is no JSON", { assessment: "{" }],
    ["an assessment of another shape", { assessment: { version: 2, assessments: [] } }],
    [
      "a figure that is no number",
      { assessment: assessments({ ...sampleAssessment(), cost: { version: 1, pricesOf: 3 } }) },
    ],
    ["a state that is none", { state: { hello: "world" } }],
    ["a parity report that is none", { state: sampleState(), parity: { clean: "yes" } }],
  ];
  for (const [what, files] of broken) {
    it(`refuses ${what}`, () => assert.rejects(gathered(files), hasCode("INPUT_FILE_INVALID")));
  }

  it("refuses a file that was named and isn't there, or can't be read", async () => {
    await assert.rejects(gathered({}, { assessment: "/nowhere/assess.json" }), hasCode("INPUT_FILE_INVALID"));
    await assert.rejects(gathered({}, { state: __dirname }), hasCode("INPUT_FILE_INVALID"));
  });

  it("refuses to report on nothing", () => assert.rejects(gathered({}), hasCode("POD_INDEX_NOT_FOUND")));

  it("refuses a name that nothing tells of: a page about nobody is no report", async () => {
    const files = { assessment: assessments(sampleAssessment()) };
    await assert.rejects(gathered(files, { only: ["docs", "dosc"] }), (error: Error) => {
      assert.match(error.message, /tells of a migration of dosc \(/);
      return hasCode("POD_INDEX_NOT_FOUND")(error);
    });
  });

  it("refuses a time that is none, and keeps the read nodes that are asked for", async () => {
    const readNodes = { nodeType: "b1", shards: 1, replicas: 2 } as const;
    const { serverless, ...rest } = sampleAssessment();
    const asked = assessments({ ...rest, serverless: { ...serverless, readNodes } });
    const { migrations } = await gathered({ assessment: asked });
    assert.deepEqual(migrations[0]?.assessment?.serverless.readNodes, readNodes);
    const bad = { assessment: assessments(sampleAssessment({ at: "soon" })) };
    await assert.rejects(gathered(bad), hasCode("INPUT_FILE_INVALID"));
    const parity = { ...sampleParity(), finishedAt: "" };
    await assert.rejects(gathered({ state: sampleState(), parity }), hasCode("INPUT_FILE_INVALID"));
  });
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Preview, parsePreview } from "../../../../provider/src/review/comment/preview";
import { renderReview } from "../../../../provider/src/review/comment/render";
import { type Review, reviewOf } from "../../../../provider/src/review/comment/review";

const NOW = Date.parse("2026-11-23T10:00:00.000Z");

type Change = (preview: Preview) => void;

/** The review of a recorded preview with a change of the test's own. */
function review(fixture: string, change: Change): Review {
  const file = join(__dirname, "fixtures", `${fixture}.json`);
  const preview = parsePreview(readFileSync(file, "utf8"), file);
  change(preview);
  return reviewOf(preview, [], { now: NOW });
}

const stepOf = ({ steps = [] }: Preview, kind: string) =>
  steps.find(({ urn }) => urn.includes(`:${kind}::`)) ?? assert.fail(`no step of ${kind}`);

const asks =
  (kind: string, more: Record<string, unknown>): Change =>
  (preview) =>
    Object.assign(stepOf(preview, kind).newState?.inputs ?? assert.fail(), more);

const holds =
  (kind: string, more: Record<string, unknown>): Change =>
  (preview) => {
    const { oldState } = stepOf(preview, kind);
    Object.assign(oldState?.inputs ?? assert.fail(), more);
    Object.assign(oldState?.outputs ?? {}, more);
  };

const both =
  (...changes: Change[]): Change =>
  (preview) => {
    for (const change of changes) change(preview);
  };

const vendor =
  (op: string, spec: object, becomes?: object): Change =>
  ({ steps }) => {
    const urn = "urn:pulumi:test::p::pinecone:index/pineconeIndex:PineconeIndex::shop";
    const type = "pinecone:index/pineconeIndex:PineconeIndex";
    const newState = becomes === undefined ? {} : { newState: { urn, type, inputs: { name: "shop", spec: becomes } } };
    steps?.push({ op, urn, oldState: { urn, type, inputs: { name: "shop", spec }, outputs: {} }, ...newState });
  };

/** A gate's row, or a line of the comment, that must be there. */
const GATES: ReadonlyArray<readonly [what: string, fixture: string, change: Change, line: RegExp, level: string]> = [
  [
    "a proof of a sample",
    "retire",
    asks("PodRetirement", { __parity: { clean: true, content: "20000", finishedAt: "" } }),
    /\| Parity \| ❌ only a sample/,
    "blocked",
  ],
  [
    "a proof with differences",
    "retire",
    asks("PodRetirement", { __parity: { clean: false, content: "all", finishedAt: "" } }),
    /\| Parity \| ❌ \*\*differences/,
    "blocked",
  ],
  [
    "a proof that is still to be made",
    "retire",
    asks("PodRetirement", { __parity: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
    /\| Parity \| ⏳ made anew/,
    "forGood",
  ],
  [
    "a collection that isn't Ready",
    "retire",
    holds("Collection", { status: "Terminating" }),
    /\| Collection kept \| ❌ `docs-collection` is Terminating/,
    "blocked",
  ],
  [
    "a serverless index that isn't Ready",
    "retire",
    holds("ServerlessIndex", { status: "gone" }),
    /\| Serverless index \| ❌ `docs-serverless` is gone/,
    "blocked",
  ],
  [
    "a collection that goes with the pod index",
    "retire",
    (now) => {
      stepOf(now, "Collection").op = "delete";
    },
    /\*\*no collection is kept\*\*[\s\S]*\| Collection kept \| ❌ `docs-collection` is deleted by this/,
    "blocked",
  ],
  [
    "a collection that is made anew once the pod index is retired",
    "retire",
    (now) => {
      Object.assign(stepOf(now, "Collection"), { op: "replace" });
    },
    /\| Collection kept \| ❌ `docs-collection` is deleted by this/,
    "blocked",
  ],
  [
    "a proof of another index: made anew since",
    "retire",
    asks("PodRetirement", { host: "http://host-9.test" }),
    /\| Parity \| ❌ \*\*of another serverless index&#39;s host|\| Parity \| ❌ \*\*of another serverless index's host/,
    "blocked",
  ],
  [
    "a proof of the pod index at another host",
    "retire",
    asks("PodRetirement", { podHost: "http://host-9.test" }),
    /\| Parity \| ❌ \*\*of another pod index(&#39;|')s host/,
    "blocked",
  ],
  [
    "a proof of an older podshift",
    "retire",
    asks("PodRetirement", {
      __parity: {
        clean: true,
        content: "all",
        finishedAt: "2026-11-20T09:03:00.000Z",
        digests: { "": { records: 1 } },
      },
    }),
    /\| Parity \| ❌ the report was \*\*made by an older podshift\*\*: check again/,
    "blocked",
  ],
  [
    "a proof that was changed since it was made",
    "retire",
    asks("PodRetirement", { parity: { version: 2, sealed: false } }),
    /\| Parity \| ❌ the report \*\*is not as the check wrote it\*\*: check again/,
    "blocked",
  ],
  [
    "a proof whose seal was taken off",
    "retire",
    asks("PodRetirement", { parity: { version: 2 } }),
    /\| Parity \| ❌ the report \*\*is not as the check wrote it\*\*: check again/,
    "blocked",
  ],
  [
    "a proof that did not finish",
    "retire",
    asks("PodRetirement", {
      __parity: { clean: true, content: "all", finishedAt: "", digests: { "": { records: 1 } } },
    }),
    /\| Parity \| ❌ the check of parity did not finish/,
    "blocked",
  ],
  [
    "a check from before a way back",
    "cutover",
    holds("ActiveIndex", { active: "pod", switchedAt: "2026-11-21T09:00:00.000Z" }),
    /\| Parity of the copy \| ⏳ the last check was before traffic went back/,
    "care",
  ],
  [
    "a check of another copy",
    "cutover",
    asks("ParityCheck", { host: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
    /\| Parity of the copy \| ⏳ the last check was of another copy/,
    "care",
  ],
  [
    "a check that did not end",
    "cutover",
    (now) => {
      Object.assign(stepOf(now, "ParityCheck").oldState ?? {}, { initErrors: ["stopped"] });
    },
    /\| Parity of the copy \| ⏳ the last check did not end/,
    "care",
  ],
  [
    "a check of no known time",
    "cutover",
    holds("ParityCheck", { proof: {} }),
    /\| Parity of the copy \| ❔ .*, at no known time/,
    "care",
  ],
  [
    "a check that stands, from before a way back",
    "unchanged",
    both(
      (now) => {
        stepOf(now, "CatchUp").op = "update";
      },
      holds("ActiveIndex", { active: "pod", switchedAt: "2026-11-21T09:00:00.000Z" }),
    ),
    /\| Parity \| ❔ the last check was before traffic went back/,
    "look",
  ],
  [
    "a log that is replaced, whatever was caught up of the old one",
    "unchanged",
    (now) => {
      stepOf(now, "WriteLog").op = "replace";
    },
    /\| Write log before the collection \| ⏳ made first/,
    "care",
  ],
  [
    "a log that is closed before anything was caught up",
    "retire",
    (now) => {
      delete stepOf(now, "CatchUp").oldState?.outputs?.caughtUpAt;
    },
    /\| Write log before the collection \| ❌ it is closed/,
    "blocked",
  ],
  [
    "writers of the time when the copy was begun",
    "unchanged",
    (now) => {
      stepOf(now, "CatchUp").op = "update";
    },
    /\| Writers capturing \| ✅ .* while preflight looked as the copy was begun/,
    "fine",
  ],
  [
    "writers and log of a cutover that was jumped to",
    "cutover",
    holds("Preflight", { phase: "capture" }),
    /\| Writers capturing \| [\s\S]*\| Write log before the collection \|/,
    "care",
  ],
  [
    "a protection that somebody took off",
    "rollback",
    both(
      asks("Preflight", { phase: "cutover" }),
      asks("ActiveIndex", { active: "serverless", serverlessProtection: "disabled" }),
    ),
    /\| Deletion protection \| ⚠️ \*\*disabled\*\* for `docs-serverless`/,
    "care",
  ],
  [
    "a protection that stands, of each index what is known of it",
    "rollback",
    both(
      asks("Preflight", { phase: "cutover" }),
      asks("ActiveIndex", { active: "serverless", serverlessProtection: "enabled" }),
    ),
    /\| Deletion protection \| ✅ on for `docs-serverless`, which serves; for `docs` turned on at the switch \|/,
    "care",
  ],
  [
    "what is accepted beforehand, though no step changes",
    "unchanged",
    asks("Preflight", { __acknowledge: ["ROLLBACK_LOSES_WRITES"] }),
    /Accepted beforehand in the stack file:\*\* <code>ROLLBACK&#95;LOSES&#95;WRITES<\/code> \(\*\*new\*\*\)|Accepted beforehand in the stack file:\*\* `ROLLBACK_LOSES_WRITES` \(\*\*new\*\*\)/,
    "look",
  ],
  [
    "a rollback under a log that may lose writes, acknowledged",
    "rollback",
    asks("Preflight", { __acknowledge: ["ROLLBACK_LOSES_WRITES"] }),
    /\| Writes since the switch \| ⚠️ \*\*may be lost\*\*/,
    "care",
  ],
  [
    "deferred writes that are lost, acknowledged",
    "backToCapture",
    both(asks("Preflight", { phase: "assess", writes: "deferred", __acknowledge: ["DEFERRED_WRITES_LOST"] }), (now) => {
      stepOf(now, "WriteLog").op = "delete";
    }),
    /are in no index:\*\* \*\*they are lost\*\*, acknowledged/,
    "forGood",
  ],
  [
    "a warning of preflight without an assessment",
    "copy",
    (now) => {
      const { urn } = stepOf(now, "Preflight");
      now.diagnostics?.push({ urn, message: "READ_HEAVY", severity: "warning" });
    },
    /warning: READ_HEAVY/,
    "look",
  ],
  [
    "a step that it has no word for",
    "unchanged",
    (now) => {
      stepOf(now, "ServerlessIndex").op = "import";
    },
    /1 of another kind/,
    "look",
  ],
  [
    "a switch that has not finished",
    "cutover",
    both(holds("ActiveIndex", { active: "serverless" }), asks("Preflight", { phase: "cutover" })),
    /\| Traffic \| ⏳ to `docs-serverless`: a switch that has not finished/,
    "care",
  ],
  [
    "traffic that goes back, though the state never knew that it had left: a cutover that was killed",
    "rollback",
    holds("ActiveIndex", { active: "pod" }),
    /\| Traffic \| ⏳ to `docs`: a switch that has not finished/,
    "care",
  ],
  [
    "traffic of which the record is made anew",
    "retire",
    (now) => {
      stepOf(now, "ActiveIndex").op = "replace";
    },
    /\| Traffic \| ⏳ to `docs-serverless`: a switch that has not finished/,
    "forGood",
  ],
  [
    "nobody capturing, acknowledged",
    "copy",
    asks("Preflight", { findings: ["NO_LIVE_WRITER"] }),
    /\| Writers capturing \| ⚠️ \*\*nobody\*\*/,
    "look",
  ],
  [
    "writes that are paused",
    "copy",
    asks("Preflight", { writes: "paused" }),
    /\| Writers capturing \| ⚠️ none: `writes: paused`/,
    "look",
  ],
  [
    "a log that is made in the same step",
    "copy",
    (now) => {
      stepOf(now, "WriteLog").op = "create";
    },
    /\| Write log before the collection \| ⏳ made first/,
    "fine",
  ],
  [
    "deferred writes",
    "capture",
    asks("Preflight", { writes: "deferred" }),
    /\| Writes \| ⏳ go to the log only/,
    "fine",
  ],
  [
    "a rollback that may lose writes, acknowledged",
    "rollback",
    asks("Preflight", { writes: "paused", __acknowledge: ["ROLLBACK_LOSES_WRITES"] }),
    /\| Writes since the switch \| ⚠️ \*\*may be lost\*\*/,
    "care",
  ],
  [
    "a rollback that takes the serverless index along",
    "rollback",
    (now) => {
      stepOf(now, "ServerlessIndex").op = "delete";
    },
    /\| Serverless index \| ❌ `docs-serverless` goes/,
    "blocked",
  ],
  [
    "a log that alone holds deferred writes",
    "backToCapture",
    both(asks("Preflight", { phase: "assess", writes: "deferred" }), (now) => {
      stepOf(now, "WriteLog").op = "delete";
    }),
    /\[!CAUTION\]\n> \*\*The write log of `docs` goes/,
    "forGood",
  ],
  [
    "a log that alone holds deferred writes, and goes as writes become paused",
    "backToCapture",
    both(asks("Preflight", { phase: "assess", writes: "paused" }), (now) => {
      const log = stepOf(now, "WriteLog");
      log.op = "delete";
      Object.assign(log.oldState?.inputs ?? assert.fail(), { writes: "deferred" });
      Object.assign(log.oldState?.outputs ?? assert.fail(), { writes: "deferred" });
    }),
    /\[!CAUTION\]\n> \*\*The write log of `docs` goes/,
    "forGood",
  ],
  [
    "a check that compares all of them",
    "copy",
    asks("ParityCheck", { content: "all" }),
    /\| Parity \| ⏳ ids: all · content: all records/,
    "fine",
  ],
  [
    "a check that stands",
    "copy",
    (now) => {
      Object.assign(stepOf(now, "ParityCheck"), { op: "same" });
    },
    /\| Parity \| ⏳/,
    "fine",
  ],
];

/** What would lose an index, and what only looks like it. */
const ACCIDENTS: ReadonlyArray<readonly [what: string, fixture: string, change: Change, accident: boolean]> = [
  ["another tool's pod index deleted", "unchanged", vendor("delete", { pod: {} }), true],
  ["another tool's pod index replaced by a pod index", "unchanged", vendor("replace", { pod: {} }, { pod: {} }), true],
  [
    "another tool's pod index updated to serverless",
    "unchanged",
    vendor("update", { pod: {} }, { serverless: {} }),
    true,
  ],
  ["another tool's pod index updated", "unchanged", vendor("update", { pod: {} }, { pod: {} }), false],
  ["another tool's pod index left", "unchanged", vendor("same", { pod: {} }, { pod: {} }), false],
  ["another tool's serverless index deleted", "unchanged", vendor("delete", { serverless: {}, pod: null }), false],
  [
    "our pod index replaced",
    "cutover",
    (now) => {
      Object.assign(stepOf(now, "PodIndex"), { op: "replace" });
      delete stepOf(now, "PodIndex").oldState?.retainOnDelete;
    },
    true,
  ],
  [
    "our pod index only forgotten",
    "cutover",
    (now) => {
      Object.assign(stepOf(now, "PodIndex"), { op: "delete" });
    },
    false,
  ],
  ["our pod index deleted after its retirement", "retire", () => undefined, false],
  [
    "our retirement taken away with the pod index",
    "retire",
    (now) => {
      stepOf(now, "PodRetirement").op = "delete";
    },
    true,
  ],
  [
    "our pod index deleted under another name",
    "cutover",
    (now) => {
      const step = structuredClone(stepOf(now, "PodIndex"));
      now.steps?.unshift({ ...step, op: "delete", urn: `${step.urn}-old`, newState: null });
      delete now.steps?.[0]?.oldState?.retainOnDelete;
    },
    true,
  ],
  [
    "our pod index deleted in a preview that refreshed first",
    "cutover",
    (now) => {
      const step = stepOf(now, "PodIndex");
      now.steps?.unshift({ ...step, op: "refresh" });
      Object.assign(step, { op: "delete", newState: null });
      delete step.oldState?.retainOnDelete;
    },
    true,
  ],
  [
    "our pod index left to be deleted by an earlier replacement",
    "cutover",
    (now) => {
      const step = structuredClone(stepOf(now, "PodIndex"));
      delete step.oldState?.retainOnDelete;
      now.steps?.push({ ...step, op: "delete-replaced", newState: null });
    },
    true,
  ],
  [
    "the index that serves deleted",
    "retire",
    (now) => {
      stepOf(now, "ServerlessIndex").op = "delete";
    },
    true,
  ],
];

describe("the verdict", () => {
  for (const [what, fixture, change, line, level] of GATES) {
    it(`shows ${what}`, () => {
      const judged = review(fixture, change);
      assert.match(renderReview(judged), line);
      assert.equal(judged.level, level);
    });
  }

  for (const [what, fixture, change, accident] of ACCIDENTS) {
    it(`${accident ? "blocks" : "lets through"}: ${what}`, () => {
      const judged = review(fixture, change);
      assert.equal(judged.level === "blocked", accident);
      assert.equal(/\[!CAUTION\]/.test(renderReview(judged)), accident);
    });
  }

  it("takes silence for no proof: without unchanged resources what rests on them is not known", () => {
    const judged = review("retire", (now) => {
      now.steps = now.steps?.filter(({ op, urn }) => op !== "same" || urn.includes("pulumi:pulumi:Stack")) ?? [];
    });
    const comment = renderReview(judged);
    for (const gate of ["Traffic", "Collection kept", "Serverless index"]) {
      assert.match(comment, new RegExp(`\\| ${gate} \\| ❔ not in this preview: run it with \`--show-sames\``));
    }
    assert.match(comment, / 5 unchanged/);
    assert.match(comment, /whether a collection is kept is not in this preview/);
  });

  it("knows the migration of an error by its resource's name, and says an error that is nobody's", () => {
    const judged = review("blocker", ({ diagnostics }) => {
      diagnostics?.push({ message: "error: program failed: <b>", severity: "error" });
    });
    assert.equal(judged.failures.length, 1);
    assert.equal(judged.migrations[0]?.change.failures.length, 1);
    assert.match(renderReview(judged), /program failed: <b>/);
  });

  it("says a warning that is nobody's, such as of a run that was interrupted", () => {
    const message = "Attempting to deploy or update resources with 1 pending operations from previous deployment.";
    const judged = review("cutover", ({ diagnostics }) => {
      diagnostics?.push({ message, severity: "warning" });
    });
    assert.ok(renderReview(judged).includes(`\`\`\`text\n${message}\n\`\`\``));
    assert.equal(judged.level, "care");
  });

  it("finds a migration in the stack file that the preview did not reach, and its phase in the last outputs", () => {
    const [migration] = review("forbiddenJump", () => undefined).migrations;
    assert.deepEqual(
      [migration?.change.podIndex, migration?.change.was, migration?.change.becomes, migration?.level],
      ["docs", "cutover", "capture", "blocked"],
    );
  });
});

import assert from "node:assert/strict";
import { migrationsOf } from "../../../../provider/src/review/comment/migrations";
import { type PlannedStep, plannedSteps } from "../../../../provider/src/review/comment/plannedStep";
import type { PreviewStep } from "../../../../provider/src/review/comment/preview";
import { token } from "../../../../provider/src/tokens";

const TYPE = "aws:s3/bucket:Bucket";
const URN = `urn:pulumi:test::p::${TYPE}::logs`;

const state = (inputs: Record<string, unknown>, more: object = {}) => ({ urn: URN, type: TYPE, inputs, ...more });
const step = (op: string, was?: Record<string, unknown>, becomes?: Record<string, unknown>, more?: object) =>
  ({
    ...{ op, urn: URN },
    ...(was === undefined ? {} : { oldState: state(was, more) }),
    ...(becomes === undefined ? {} : { newState: state(becomes) }),
  }) as PreviewStep;

function together(...steps: PreviewStep[]): PlannedStep {
  const planned = plannedSteps({ steps });
  assert.equal(planned.length, 1);
  return planned[0] ?? assert.fail();
}

describe("steps of one resource, taken together", () => {
  const OLD = { n: 1 };
  const cases: ReadonlyArray<readonly [what: string, steps: PreviewStep[], operation: string]> = [
    ["a refresh before a delete", [step("refresh", OLD, OLD), step("delete", OLD)], "delete"],
    ["a refresh before an update", [step("refresh", OLD, OLD), step("update", OLD, { n: 2 })], "update"],
    ["a refresh before nothing", [step("refresh", OLD, OLD), step("same", OLD, OLD)], "same"],
    ["a refresh that found a change, before nothing", [step("update", OLD, OLD), step("same", OLD, OLD)], "update"],
    ["a refresh that found it gone, before a create", [step("delete", OLD), step("create", undefined, OLD)], "replace"],
    [
      "a replacement's three",
      [step("create-replacement", OLD, OLD), step("replace", OLD, OLD), step("delete-replaced", OLD)],
      "replace",
    ],
    ["what an earlier replacement left", [step("delete-replaced", OLD)], "delete"],
    ["the same beside what is there", [step("same", OLD, OLD), step("delete-replaced", OLD)], "replace"],
    ["an import in its place", [step("import-replacement", OLD, OLD)], "replace"],
    ["a step of a later Pulumi", [step("transmogrify", OLD, OLD)], "other"],
  ];
  for (const [what, steps, operation] of cases) {
    it(`${what}: ${operation}`, () => assert.equal(together(...steps).operation, operation));
  }

  it("ask for what is planned, not for what a refresh read", () => {
    const { asked, known } = together(step("refresh", { n: 0 }, { n: 1 }), step("update", { n: 1 }, { n: 2 }));
    assert.deepEqual([asked, known], [{ n: 2 }, { n: 1 }]);
  });

  it("are retained only when all that goes is", () => {
    const kept = { retainOnDelete: true };
    assert.equal(together(step("delete", OLD, undefined, kept)).retained, true);
    assert.equal(together(step("same", OLD, OLD, kept), step("delete-replaced", OLD)).retained, false);
  });

  it("of podshift's own are in the review, though nothing names their index", () => {
    const type = token("PodIndex");
    const steps = plannedSteps({ steps: [{ op: "delete", urn: `urn:pulumi:test::p::${type}::docs` }] });
    const { migrations } = migrationsOf({}, steps, []);
    assert.deepEqual(
      migrations.map(({ podIndex, steps: own }) => [podIndex, own[0]?.operation]),
      [["docs", "delete"]],
    );
  });
});

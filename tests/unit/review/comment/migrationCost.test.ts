import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAssessments } from "../../../../provider/src/review/comment/assessments";
import { parsePreview } from "../../../../provider/src/review/comment/preview";
import { renderReview } from "../../../../provider/src/review/comment/render";
import { reviewOf } from "../../../../provider/src/review/comment/review";
import { assessmentOf, printed } from "../../../support/review/assessments";

const NOW = Date.parse("2026-11-23T10:00:00.000Z");
const COPY = readFileSync(join(__dirname, "fixtures", "copy.json"), "utf8");

function comment(inputs: Record<string, unknown>, assessed: string | undefined): string {
  const preview = parsePreview(COPY, "copy.json");
  const preflight = preview.steps?.find(({ urn }) => urn.includes(":Preflight::")) ?? assert.fail();
  Object.assign(preflight.newState?.inputs ?? assert.fail(), inputs);
  const assessments = assessed === undefined ? [] : parseAssessments(assessed, "assess.json");
  return renderReview(reviewOf(preview, assessments, { now: NOW }));
}

const { cost } = assessmentOf();
const dedicated = { dollars: { low: 900, high: 900 }, figures: [] };

describe("the cost in the comment", () => {
  it("is the one on demand, also where dedicated read nodes would be an alternative", () => {
    const assessment = printed(assessmentOf({ ...(cost === undefined ? {} : { cost: { ...cost, dedicated } }) }));
    assert.match(comment({}, assessment), /\*\*&#36;640 → &#36;212\*\*/);
  });

  it("is that of dedicated read nodes where they are asked for", () => {
    const assessment = printed(assessmentOf({ ...(cost === undefined ? {} : { cost: { ...cost, dedicated } }) }));
    const text = comment({ __readNodes: { shards: 1 } }, assessment);
    assert.match(text, /\*\*&#36;640 → &#36;900\*\*/);
    assert.match(text, /serverless costs more/);
  });

  it("is preflight's own, rounded up, without an assessment; and said to be unknown without either", () => {
    const monthly = { before: 640, after: 220, traffic: "measured" };
    assert.match(comment({ monthly }, undefined), /&#36;640 → at most &#36;220 · traffic measured/);
    assert.match(comment({ monthly: null }, undefined), /\*\*Cost and time:\*\* not known/);
  });
});

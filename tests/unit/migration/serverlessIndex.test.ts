import assert from "node:assert/strict";
import { creationRequest, progressLine, type ServerlessIndexPlan } from "../../../provider/src/migration/serverlessIndex";

const PLAN: ServerlessIndexPlan = {
  name: "docs-serverless",
  podIndex: "docs",
  collection: "docs-collection",
  cloud: "aws",
  region: "us-east-1",
  dimension: 2,
  metric: "cosine",
  tags: { team: "search", podshift: "cutover", "podshift-collection": "other@1" },
  deadlineMs: 1_000,
};

describe("progressLine", () => {
  for (const [line, state, elapsedMs, done, total] of [
    ["Initializing: 11 s so far", "Initializing", 11_000, undefined, 10],
    ["Initializing: 0 of 10 records, 11 s so far", "Initializing", 11_000, 0, 10],
    ["Initializing: 5 of 10 records, 5 s so far", "Initializing", 5_000, 5, 10],
    ["Initializing: 5 of 10 records, 6 s so far, about 6 s left", "Initializing", 6_000, 5, 10],
    ["Ready: 10 of 10 records, 6 s so far", "Ready", 6_000, 10, 10],
    [
      "Initializing: 400,000 of 1,200,000 records, 10 min so far, about 20 min left",
      "Initializing",
      600_000,
      400_000,
      1_200_000,
    ],
  ] as const) {
    it(line, () => assert.equal(progressLine(state, elapsedMs, done, total), line));
  }
});

describe("creationRequest", () => {
  it("asks for the index as planned, with the user's tags and where it comes from", () => {
    assert.deepEqual(creationRequest(PLAN, "docs-collection@1"), {
      name: "docs-serverless",
      dimension: 2,
      metric: "cosine",
      cloud: "aws",
      region: "us-east-1",
      sourceCollection: "docs-collection",
      tags: { team: "search", "podshift-source": "docs", "podshift-collection": "docs-collection@1" },
    });
  });

  it("names filterable fields only when not all are", () => {
    assert.deepEqual(creationRequest({ ...PLAN, filterable: ["genre"] }, undefined).filterable, ["genre"]);
    assert.deepEqual(creationRequest({ ...PLAN, filterable: [] }, undefined).filterable, []);
    assert.equal("filterable" in creationRequest({ ...PLAN, filterable: undefined }, undefined), false);
  });

  it("says nothing of a collection that nobody recorded", () => {
    assert.deepEqual(creationRequest({ ...PLAN, tags: {} }, undefined).tags, { "podshift-source": "docs" });
  });
});

import assert from "node:assert/strict";
import { cloudOfEnvironment, SERVERLESS_REGIONS, twinRegion } from "../../../provider/src/migration/environments";
import type { Cloud } from "../../../provider/src/pinecone/types";

describe("environments", () => {
  for (const [environment, cloud, twin] of [
    ["us-east-1-aws", "aws", "us-east-1"],
    ["us-west1-gcp", "gcp", undefined],
    ["gcp-starter", "gcp", undefined],
    ["us-central1-gcp", "gcp", "us-central1"],
    ["eu-west4-gcp", "gcp", "europe-west4"],
    ["eastus-azure", "azure", "eastus2"],
    ["somewhere", undefined, undefined],
    ["", undefined, undefined],
  ] as const) {
    it(`knows cloud and twin of "${environment}": ${cloud}, ${twin}`, () => {
      assert.equal(cloudOfEnvironment(environment), cloud);
      assert.equal(twinRegion(environment), twin);
    });
  }

  it("names as twins only regions that serverless has, in the same cloud", () => {
    for (const environment of ["us-east-1-aws", "us-central1-gcp", "eu-west4-gcp", "eastus-azure"]) {
      const cloud = cloudOfEnvironment(environment) as Cloud;
      assert.ok(SERVERLESS_REGIONS[cloud].includes(twinRegion(environment) ?? ""), environment);
    }
  });
});

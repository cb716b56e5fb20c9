import assert from "node:assert/strict";
import { cloudOfRegion as cloudInComponent } from "../../../provider/src/component/migrationConfig";
import {
  cloudOfEnvironment,
  cloudOfRegion,
  nearestRegion,
  SERVERLESS_REGIONS,
  suggestedPlace,
  twinRegion,
} from "../../../provider/src/migration/environments";
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

  for (const [environment, cloud, nearest, suggested] of [
    ["us-east-1-aws", "aws", "us-east-1", "us-east-1"],
    ["us-west1-gcp", "gcp", "us-central1", "us-central1"],
    ["us-central1-gcp", "gcp", "us-central1", "us-central1"],
    ["us-west4-gcp", "gcp", "us-central1", "us-central1"],
    ["us-west4-gcp-free", "gcp", "us-central1", "us-central1"],
    ["us-east1-gcp", "gcp", "us-central1", "us-central1"],
    ["us-east4-gcp", "gcp", "us-central1", "us-central1"],
    ["northamerica-northeast1-gcp", "gcp", "us-central1", "us-central1"],
    ["gcp-starter", "gcp", "us-central1", "us-central1"],
    ["eu-west1-gcp", "gcp", "europe-west4", "europe-west4"],
    ["eu-west4-gcp", "gcp", "europe-west4", "europe-west4"],
    ["asia-northeast1-gcp", "gcp", undefined, "us-central1"],
    ["asia-southeast1-gcp", "gcp", undefined, "us-central1"],
    ["eastus-azure", "azure", "eastus2", "eastus2"],
    ["somewhere", "aws", undefined, "us-east-1"],
  ] as const) {
    it(`puts "${environment}" in ${cloud} ${suggested}; the nearest is ${nearest}`, () => {
      assert.equal(nearestRegion(environment), nearest);
      assert.deepEqual(suggestedPlace(environment), { cloud, region: suggested });
      assert.ok(SERVERLESS_REGIONS[cloud].includes(suggested));
    });
  }

  it("tells a region's cloud as the stack does", () => {
    for (const [cloud, regions] of Object.entries(SERVERLESS_REGIONS)) {
      for (const region of regions) assert.deepEqual([cloudOfRegion(region), cloudInComponent(region)], [cloud, cloud]);
    }
  });
});

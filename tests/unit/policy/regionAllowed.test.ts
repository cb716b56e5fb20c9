import assert from "node:assert/strict";
import { regionAllowed } from "../../../policy/src/regionAllowed";
import { codes, judge } from "../../support/policy/judge";
import { changed, having, RECORDED, recorded } from "../../support/policy/recording";

const rule = regionAllowed();
const HERE = { clouds: ["aws", "gcp"], regions: ["us-east-1", "us-central1"] };
const ELSEWHERE = { name: "other", spec: { serverless: { cloud: "azure", region: "eastus2" } } };

describe("policy regionAllowed", () => {
  for (const name of RECORDED) {
    it(`${name}: passes where the place is allowed, and where none is listed`, () => {
      assert.deepEqual(codes(rule, recorded(name), HERE), []);
      assert.deepEqual(codes(rule, recorded(name)), []);
    });

    it(`${name}: fails from its first step where it isn't`, () => {
      const elsewhere = { clouds: ["gcp"], regions: ["eu-west-1"] };
      const found = codes(rule, recorded(name), elsewhere);
      assert.ok(found.includes("CLOUD_NOT_ALLOWED docs"), found.join());
      assert.ok(found.includes("REGION_NOT_ALLOWED docs"), found.join());
    });
  }

  it("fails for the index itself too", () => {
    const moved = changed(recorded("paused-copy"), "ServerlessIndex", ["region"], "eu-west-1");
    assert.deepEqual(codes(rule, moved, HERE), ["REGION_NOT_ALLOWED docs-serverless"]);
    const other = changed(recorded("paused-copy"), "ServerlessIndex", ["cloud"], "azure");
    assert.deepEqual(codes(rule, other, HERE), ["CLOUD_NOT_ALLOWED docs-serverless"]);
  });

  for (const type of ["pinecone:index/index:Index", "pinecone:index:PineconeIndex"]) {
    it(`${type}: fails for a serverless index elsewhere, and passes for one here or on pods`, () => {
      const judged = (props: Record<string, unknown>) =>
        codes(rule, having(recorded("paused-assess"), type, "index", props), HERE);
      assert.deepEqual(judged(ELSEWHERE), ["CLOUD_NOT_ALLOWED index", "REGION_NOT_ALLOWED index"]);
      assert.deepEqual(judged({ name: "o", spec: { serverless: { cloud: "aws", region: "us-east-1" } } }), []);
      assert.deepEqual(judged({ name: "o", spec: { pod: { environment: "eu-west1-gcp" } } }), []);
    });
  }

  it("names the place and what is allowed", () => {
    const moved = changed(recorded("paused-copy"), "ServerlessIndex", ["region"], "eu-west-1");
    assert.match(judge(rule, moved, HERE)[0]?.message ?? "", /docs-serverless.*eu-west-1.*us-east-1, us-central1/);
  });
});

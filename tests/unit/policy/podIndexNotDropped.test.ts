import assert from "node:assert/strict";
import { podIndexNotDropped } from "../../../policy/src/podIndexNotDropped";
import { codes, judge } from "../../support/policy/judge";
import { changed, having, RECORDED, recorded, without } from "../../support/policy/recording";

const rule = podIndexNotDropped();
const SERVERLESS = { serverless: { cloud: "aws", region: "us-east-1" } };
const POD = { pod: { environment: "us-east-1-aws", podType: "s1.x1" } };
/** The vendor's own provider: 2.x and 0.4. */
const VENDORS = ["pinecone:index/index:Index", "pinecone:index:PineconeIndex"];

describe("policy podIndexNotDropped", () => {
  for (const name of RECORDED) {
    it(`${name}: passes`, () => assert.deepEqual(codes(rule, recorded(name)), []));
  }

  it("fails when the pod index leaves the program before `retire`", () => {
    assert.deepEqual(codes(rule, without(recorded("mirrored-copy"), "PodIndex")), ["POD_INDEX_DROPPED docs"]);
    assert.deepEqual(codes(rule, without(recorded("paused-cutover"), "PodIndex")), ["POD_INDEX_DROPPED docs"]);
  });

  it("fails when `retire` has no guard", () => {
    assert.deepEqual(codes(rule, without(recorded("paused-retire"), "PodRetirement")), ["POD_INDEX_DROPPED docs"]);
  });

  it("fails when the guard is another pod index's", () => {
    const others = changed(recorded("paused-retire"), "PodRetirement", ["podIndex"], "other");
    assert.deepEqual(codes(rule, others), ["POD_INDEX_DROPPED docs"]);
  });

  it("fails when another pod index is adopted in its place", () => {
    const others = changed(recorded("paused-copy"), "PodIndex", ["name"], "other");
    assert.deepEqual(codes(rule, others), ["POD_INDEX_DROPPED docs"]);
  });

  for (const type of VENDORS) {
    describe(`with ${type}`, () => {
      it("fails when an index in migration is declared as serverless", () => {
        const turned = having(recorded("mirrored-copy"), type, "index", { name: "docs", spec: SERVERLESS });
        assert.deepEqual(codes(rule, turned), ["POD_INDEX_REPLACED index"]);
      });

      it("passes when it is declared as the pod index that it is", () => {
        const declared = having(recorded("mirrored-copy"), type, "index", { name: "docs", spec: POD });
        assert.deepEqual(codes(rule, declared), []);
      });

      it("passes with a serverless index of another name, and after `retire`", () => {
        const other = having(recorded("mirrored-copy"), type, "index", { name: "other", spec: SERVERLESS });
        assert.deepEqual(codes(rule, other), []);
        const retired = having(recorded("paused-retired"), type, "index", { name: "docs", spec: SERVERLESS });
        assert.deepEqual(codes(rule, retired), []);
      });

      it("fails before its step when a listed pod index is declared as serverless", () => {
        const turned = having(recorded("paused-assess"), type, "index", { name: "old", spec: SERVERLESS });
        assert.deepEqual(codes(rule, turned, { podIndexes: ["old"] }), ["POD_INDEX_REPLACED index"]);
      });

      it("takes a listed pod index that it declares for being there", () => {
        const declared = having(recorded("paused-assess"), type, "index", { name: "old", spec: POD });
        assert.deepEqual(codes(rule, declared, { podIndexes: ["docs", "old"] }), []);
      });
    });
  }

  it("fails for a listed pod index that is not in the stack at all", () => {
    const [violation, ...others] = judge(rule, recorded("paused-assess"), { podIndexes: ["docs", "old"] });
    assert.equal(violation?.code, "POD_INDEX_GONE");
    assert.match(violation?.message ?? "", /\bold\b/);
    assert.deepEqual(others, []);
  });

  it("takes a listed pod index for accounted for once it is retired", () => {
    assert.deepEqual(codes(rule, recorded("paused-retired"), { podIndexes: ["docs"] }), []);
  });

  it("doesn't fail for a name or spec that isn't known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const index = having(recorded("mirrored-copy"), VENDORS[0] ?? "", "index", { name: unknown, spec: unknown });
    assert.deepEqual(codes(rule, index, { podIndexes: ["docs"] }), []);
  });
});

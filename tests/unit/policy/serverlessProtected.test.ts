import assert from "node:assert/strict";
import { serverlessProtected } from "../../../policy/src/serverlessProtected";
import { codes, judge } from "../../support/policy/judge";
import { changed, having, RECORDED, recorded } from "../../support/policy/recording";

const rule = serverlessProtected();
const SERVING = RECORDED.filter((name) => /cutover|retire/.test(name));

describe("policy serverlessProtected", () => {
  for (const name of RECORDED) {
    it(`${name}: passes`, () => assert.deepEqual(codes(rule, recorded(name)), []));
  }

  for (const name of SERVING) {
    it(`${name}: fails when the protection was lifted, the index is gone, or nothing is told`, () => {
      for (const protection of ["disabled", "gone", undefined]) {
        const lifted = changed(recorded(name), "ActiveIndex", ["serverlessProtection"], protection);
        assert.deepEqual(codes(rule, lifted), ["SERVERLESS_NOT_PROTECTED docs"], protection);
      }
    });

    it(`${name}: fails when the vendor's provider is told to leave it unprotected`, () => {
      const declared = (protection: object) =>
        codes(
          rule,
          having(recorded(name), "pinecone:index/index:Index", "index", { name: "docs-serverless", ...protection }),
        );
      assert.deepEqual(declared({ deletionProtection: "disabled" }), ["SERVERLESS_NOT_PROTECTED index"]);
      assert.deepEqual(declared({}), ["SERVERLESS_NOT_PROTECTED index"]);
      assert.deepEqual(declared({ deletionProtection: "enabled" }), []);
    });
  }

  it("says nothing while the pod index serves", () => {
    const unprotected = having(recorded("paused-copy"), "pinecone:index/index:Index", "index", {
      name: "docs-serverless",
    });
    assert.deepEqual(codes(rule, unprotected), []);
  });

  it("names the index and what was found", () => {
    const lifted = changed(recorded("paused-retired"), "ActiveIndex", ["serverlessProtection"], "disabled");
    assert.match(judge(rule, lifted)[0]?.message ?? "", /docs-serverless .* disabled/);
  });
});

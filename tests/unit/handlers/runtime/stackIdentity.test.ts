import assert from "node:assert/strict";
import { stackIdentity } from "../../../../provider/src/handlers/runtime/stackIdentity";

const urn = (stack: string, name = "docs") =>
  `urn:pulumi:${stack}::podshift::podshift:index:PodToServerlessMigration$pulumi-nodejs:dynamic/pinecone:WriteLog::${name}`;

describe("stackIdentity", () => {
  it("is project and stack, whatever the resource is called", () => {
    assert.deepEqual(stackIdentity(urn("dev"), undefined), { now: "podshift/dev" });
    assert.deepEqual(stackIdentity(urn("dev", "renamed"), urn("dev")), { now: "podshift/dev" });
  });

  it("knows a renamed stack by what its state holds", () => {
    assert.deepEqual(stackIdentity(urn("production"), urn("dev")), {
      now: "podshift/production",
      before: ["podshift/dev"],
    });
  });

  it("knows the names that a check has kept, each once and none that it has now", () => {
    const kept = ["podshift/dev", "podshift/test", "podshift/production", 7];
    assert.deepEqual(stackIdentity(urn("production"), urn("dev"), kept), {
      now: "podshift/production",
      before: ["podshift/dev", "podshift/test"],
    });
    assert.deepEqual(stackIdentity(urn("dev"), urn("dev"), "podshift/test"), { now: "podshift/dev" });
  });

  for (const none of [undefined, "", 7, "docs", "urn:pulumi:", "urn:pulumi:dev", "urn:pulumi:::podshift::type::name"]) {
    it(`is undefined for ${JSON.stringify(none)}`, () => {
      assert.equal(stackIdentity(none, urn("dev")), undefined);
      assert.deepEqual(stackIdentity(urn("dev"), none), { now: "podshift/dev" });
    });
  }
});

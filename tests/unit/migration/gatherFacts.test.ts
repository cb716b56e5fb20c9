import assert from "node:assert/strict";
import { gatherFacts } from "../../../provider/src/migration/gatherFacts";
import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { FakeClient } from "../../support/provider/fakeClient";

const NAMES = {
  podIndex: "docs",
  collection: "docs-collection",
  serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
};

async function isOurs(podTags: Record<string, string> | undefined, tags: Record<string, string>): Promise<boolean> {
  const pod = podTags === undefined ? [] : [podDescription({ tags: podTags })];
  const client = new FakeClient(...pod, serverlessDescription({ tags }));
  const facts = await gatherFacts(client, NAMES, LIMITS_PROFILES.current);
  assert.ok(client.calls.length <= 3, "three requests at most");
  return facts.nameHolderIsOurs;
}

describe("the facts that preflight judges", () => {
  const copy = { "podshift-collection": "docs-collection@2" };
  const ours = { "podshift-source": "docs", ...copy };

  it("know the serverless index of today's copy", async () => {
    assert.equal(await isOurs(copy, ours), true);
    assert.equal(await isOurs(undefined, ours), true, "the pod index is retired");
    assert.equal(await isOurs(copy, { ...ours, "podshift-source": "faq" }), false);
  });

  it("know one that an earlier migration left: it would be refused only when the collection is made", async () => {
    assert.equal(await isOurs({ "podshift-collection": "docs-collection@3" }, ours), false);
    assert.equal(await isOurs({}, ours), false);
  });
});

import assert from "node:assert/strict";
import { recorded } from "../../support/policy/recording";
import { shownInJson } from "../../support/policy/shown";
import { inScene, paused, walk } from "../../support/policy/walks";

describe("what the tests of policies rest on is what previews carry today", () => {
  // `mirrored` is walked by tests/long/recordedPolicies.test.ts.
  it("paused: in every phase (if not: npx ts-node -T tests/support/policy/record.ts)", () =>
    inScene(paused, (scene, walked) =>
      walk(scene, walked, async ({ name }) => assert.deepEqual(await shownInJson(scene), recorded(name), name)),
    ));
});

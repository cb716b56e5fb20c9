import assert from "node:assert/strict";
import { recorded } from "../support/policy/recording";
import { shownInJson } from "../support/policy/shown";
import { inScene, mirrored, walk } from "../support/policy/walks";

describe("what the tests of policies rest on is what previews carry today, under a write log", () => {
  it("mirrored: in every phase (if not: npx ts-node -T tests/support/policy/record.ts)", () =>
    inScene(mirrored, (scene, walked) =>
      walk(scene, walked, async ({ name }) => assert.deepEqual(await shownInJson(scene), recorded(name), name)),
    ));
});

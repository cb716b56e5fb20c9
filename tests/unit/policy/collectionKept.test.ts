import assert from "node:assert/strict";
import { collectionKept } from "../../../policy/src/collectionKept";
import { codes } from "../../support/policy/judge";
import { changed, RECORDED, recorded, without } from "../../support/policy/recording";

const rule = collectionKept();

describe("policy collectionKept", () => {
  for (const name of RECORDED) {
    it(`${name}: passes`, () => assert.deepEqual(codes(rule, recorded(name)), []));
  }

  for (const name of ["paused-retire", "paused-retired", "mirrored-retire"] as const) {
    it(`${name}: fails without the collection`, () =>
      assert.deepEqual(codes(rule, without(recorded(name), "Collection")), ["COLLECTION_DROPPED docs"]));

    it(`${name}: fails with a collection of another name, or of another pod index`, () => {
      for (const key of ["name", "source"]) {
        const other = changed(recorded(name), "Collection", [key], "other");
        assert.deepEqual(codes(rule, other), ["COLLECTION_DROPPED docs"], key);
      }
    });

    it(`${name}: fails with a collection that isn't Ready`, () => {
      const ending = changed(recorded(name), "Collection", ["status"], "Terminating");
      assert.deepEqual(codes(rule, ending), ["COLLECTION_NOT_READY docs-collection"]);
    });
  }

  it("says nothing before `retire`: until then the collection can be made again", () =>
    assert.deepEqual(codes(rule, without(recorded("paused-cutover"), "Collection")), []));
});

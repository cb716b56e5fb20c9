import assert from "node:assert/strict";
import {
  bearsOurTag,
  collectionRecord,
  loggedAs,
  podState,
  recordsCollection,
  TAG,
  userTags,
  withoutOurTags,
} from "../../../provider/src/migration/tags";

describe("tags", () => {
  for (const [tag, state] of [
    [undefined, "untouched"],
    ["", "untouched"],
    ["cutover", "cutover"],
    ["retired", "retired"],
    ["Retired", "cutover"],
    ["anything", "cutover"],
  ] as const) {
    it(`reads ${JSON.stringify(tag)} as ${state}`, () => {
      assert.equal(podState({ tags: tag === undefined ? {} : { podshift: tag } }), state);
    });
  }

  it("reads a pod index that isn't there as missing", () => assert.equal(podState(undefined), "missing"));

  it("parts the user's own tags from ours", () => {
    const tags = { team: "search", podshift: "cutover", "podshift-source": "docs", podshifted: "mine" };
    assert.deepEqual(userTags(tags), { team: "search", podshifted: "mine" });
    assert.deepEqual(withoutOurTags(tags), { podshift: "", "podshift-source": "" });
  });

  it("tells an index that it has touched from one that it hasn't", () => {
    for (const key of Object.values(TAG)) assert.equal(bearsOurTag({ tags: { [key]: "x" } }), true);
    for (const tags of [{}, { team: "search" }, { podshift: "" }]) assert.equal(bearsOurTag({ tags }), false);
  });

  it("calls every tag that it writes its own", () => {
    for (const key of Object.values(TAG)) assert.deepEqual(userTags({ [key]: "x" }), {});
  });

  it("records a collection by its whole name", () => {
    const tags = { [TAG.collection]: collectionRecord("docs-collection", 1_700_000_000_000) };
    assert.deepEqual(tags, { "podshift-collection": "docs-collection@1700000000000" });
    assert.equal(loggedAs(tags), undefined);
    assert.equal(loggedAs({ [TAG.collection]: collectionRecord("docs-collection", 1, "deferred") }), "deferred");
    assert.equal(recordsCollection(tags, "docs-collection"), true);
    assert.equal(recordsCollection(tags, "docs"), false);
    assert.equal(recordsCollection({}, "docs-collection"), false);
  });

  it("keeps to the alphabet and length that the API takes", () => {
    for (const key of Object.values(TAG)) assert.match(key, /^[A-Za-z0-9_-]{1,80}$/);
    assert.match(collectionRecord("a".repeat(45), Date.now()), /^[A-Za-z0-9;@_.+ -]{0,120}$/);
  });
});

import assert from "node:assert/strict";
import { recordDigest } from "../../../../provider/src/migration/parity/digest";
import type { KeptDigest } from "../../../../provider/src/migration/parity/digestFile";
import { areStillHeld } from "../../../../provider/src/migration/parity/stillHeld";
import { contentsOf, fakeIndex } from "./fakeIndex";
import { many, plain } from "./parityOf";

describe("records that a killed comparison has behind it", () => {
  const records = many(500);

  async function* kept(): AsyncGenerator<KeptDigest> {
    for (const each of records) yield { namespace: "a", id: each.id, digest: recordDigest(each) };
  }

  const held = (now: ReturnType<typeof many>, signal?: AbortSignal) =>
    areStillHeld({ pod: fakeIndex(contentsOf({ a: now })), ...(signal === undefined ? {} : { signal }) }, kept());

  it("are held when each is as it was, whatever else there is", async () => {
    assert.equal(await held([...records, plain("new")]), true);
  });

  it("are not when one was changed, or is gone", async () => {
    assert.equal(await held(records.map((each) => (each.id === "r-321" ? plain("r-321", -1) : each))), false);
    assert.equal(await held(records.filter(({ id }) => id !== "r-499")), false);
  });

  it("say nothing when it is stopped", async () => {
    await assert.rejects(held(records, AbortSignal.abort()), { code: "STOPPED" });
  });
});

import assert from "node:assert/strict";
import { withFound } from "../../../provider/src/capture/found";
import { FakeIndex } from "./fakeIndex";

/** An index of which each page names this token as that of the next. */
class Listed extends FakeIndex {
  asked = 0;

  constructor(readonly next: unknown) {
    super({ dialect: "options", name: "docs", data: new Map() });
  }

  override async listPaginated(): Promise<object> {
    this.asked += 1;
    assert.ok(this.asked < 10, "asked for ever");
    return { vectors: [{ id: "a" }], pagination: { next: this.next } };
  }
}

describe("ids that a bulk write will touch", () => {
  const bulk = [{ op: "deleteAll" as const, ns: "" }];

  it("are those of all pages; a token that is null is behind the last", async () => {
    const index = new Listed(null);
    assert.deepEqual(await withFound(bulk, index), [{ ...bulk[0], found: ["a"] }]);
    assert.equal(index.asked, 1);
  });

  it("can't be had of a service that names the same page again and again: nothing is sent", async () => {
    const index = new Listed("t");
    await assert.rejects(withFound(bulk, index), { code: "API_ERROR" });
    assert.equal(index.asked, 2);
  });
});

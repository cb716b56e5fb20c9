import assert from "node:assert/strict";
import { NO_SWITCH, switchedByOther, switchTags } from "../../../provider/src/migration/switchedBy";

describe("whose switch it is", () => {
  const stack = (now: string, before?: string) => ({ now, ...(before === undefined ? {} : { before: [before] }) });
  const pod = (now: string) => ({ tags: switchTags(stack(now)) });

  it("is told by the tag, also once the stack has another name", () => {
    assert.deepEqual(switchTags(stack("search/prod")), { podshift: "cutover", "podshift-stack": "search@prod" });
    assert.equal(switchedByOther(pod("search/prod"), stack("search/prod")), undefined);
    assert.equal(switchedByOther(pod("search/prod"), stack("search/live", "search/prod")), undefined);
    assert.equal(switchedByOther(pod("search/prod"), stack("search/dev")), "search@prod");
  });

  it("is nobody's without a switch, and unknown where it wasn't noted or nobody asks for a stack", () => {
    assert.equal(switchedByOther({ tags: { "podshift-stack": "search@prod" } }, stack("search/dev")), undefined);
    assert.equal(switchedByOther({ tags: { podshift: "cutover" } }, stack("search/dev")), undefined);
    assert.equal(switchedByOther(pod("search/prod"), undefined), undefined);
    assert.equal(switchedByOther(undefined, stack("search/dev")), undefined);
    assert.deepEqual(switchTags(undefined), { podshift: "cutover" });
    assert.deepEqual(NO_SWITCH, { podshift: "", "podshift-stack": "" });
  });

  it("fits into a tag, whatever the names are", () => {
    const long = `${"p".repeat(100)}/${"s".repeat(100)}`;
    const value = switchTags(stack(long))["podshift-stack"] ?? "";
    assert.equal(value.length, 120);
    assert.match(value, /^[A-Za-z0-9;@_.+ -]+$/);
    assert.equal(switchedByOther({ tags: switchTags(stack(long)) }, stack(long)), undefined);
    assert.notEqual(switchedByOther({ tags: switchTags(stack(long)) }, stack(`${long}x`)), undefined);
    assert.equal(switchTags(stack("a/ü"))["podshift-stack"], "a@_");
  });
});

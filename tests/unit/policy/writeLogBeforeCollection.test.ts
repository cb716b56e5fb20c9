import assert from "node:assert/strict";
import { token } from "podshift/tokens";
import { writeLogBeforeCollection } from "../../../policy/src/writeLogBeforeCollection";
import { codes } from "../../support/policy/judge";
import { changed, RECORDED, type Recording, recorded, without } from "../../support/policy/recording";

const rule = writeLogBeforeCollection();
/** Real, and wrong: the log begins in the same step. */
const AT_ONCE = "mirrored-copy-at-once";

/** The collection no longer waits for the log. */
function withoutWaiting(recording: Recording): Recording {
  const isLog = (urn: string) => urn.includes(`${token("WriteLog")}::`);
  const stack = recording.stack.map((each) =>
    each.type === token("Collection")
      ? { ...each, dependencies: each.dependencies.filter((urn) => !isLog(urn)) }
      : each,
  );
  return { ...recording, stack };
}

describe("policy writeLogBeforeCollection", () => {
  for (const name of RECORDED.filter((each) => each !== AT_ONCE)) {
    it(`${name}: passes`, () => assert.deepEqual(codes(rule, recorded(name)), []));
  }

  it("fails where the log begins in the same step as the collection", () =>
    assert.deepEqual(codes(rule, recorded(AT_ONCE)), ["WRITE_LOG_NOT_BEGUN docs-collection"]));

  it("passes there when `captureFirst` is off", () =>
    assert.deepEqual(codes(rule, recorded(AT_ONCE), { captureFirst: false }), []));

  it("passes with a collection that is made already, though the log is begun anew", () => {
    const anew = changed(recorded("mirrored-cutover"), "WriteLog", ["log"], undefined);
    assert.deepEqual(codes(rule, anew), []);
  });

  it("fails without a log, or with another pod index's", () => {
    const none = without(recorded("mirrored-copy"), "WriteLog");
    assert.deepEqual(codes(rule, none), ["WRITE_LOG_MISSING docs-collection"]);
    const others = changed(recorded("mirrored-copy"), "WriteLog", ["podIndex"], "other");
    assert.deepEqual(codes(rule, others), ["WRITE_LOG_MISSING docs-collection"]);
  });

  it("fails when the collection doesn't wait for the log", () => {
    const loose = withoutWaiting(recorded("mirrored-copy"));
    assert.deepEqual(codes(rule, loose), ["WRITE_LOG_NOT_FIRST docs-collection"]);
  });

  it("fails when writes that were paused are not any more", () => {
    const writing = changed(recorded("paused-copy"), "Preflight", ["writes"], "mirrored");
    assert.deepEqual(codes(rule, writing), ["WRITE_LOG_MISSING docs-collection"]);
  });
});

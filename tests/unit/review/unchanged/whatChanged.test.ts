import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Preview, parsePreview } from "../../../../provider/src/review/comment/preview";
import { recordOf } from "../../../../provider/src/review/unchanged/reviewRecord";
import { whatChanged } from "../../../../provider/src/review/unchanged/whatChanged";

const ABOUT = { stack: "test", at: "2026-11-23T10:00:00.000Z", podshift: "0.1.0", blocked: false };
const FIXTURES = join(__dirname, "..", "comment", "fixtures");

/** The recorded preview of the cutover, with a change of the test's own. */
function preview(change: (preview: Preview) => void = () => undefined): Preview {
  const read = parsePreview(readFileSync(join(FIXTURES, "cutover.json"), "utf8"), "cutover.json");
  change(read);
  return read;
}

const stepOf = ({ steps = [] }: Preview, kind: string) =>
  steps.find(({ urn }) => urn.includes(`:${kind}::`)) ?? assert.fail(`no step of ${kind}`);

describe("what is not as it was reviewed", () => {
  const reviewed = recordOf(preview(), ABOUT);
  const against = (change: (preview: Preview) => void, about = ABOUT) =>
    whatChanged(reviewed, recordOf(preview(change), about));

  it("is nothing, when nothing is", () =>
    assert.deepEqual(
      against(() => undefined),
      [],
    ));

  it("is nothing, when only messages and the order of keys and steps are others", () => {
    const changed = against((now) => {
      now.diagnostics = [{ message: "12 writes waiting", severity: "info" }];
      now.steps?.reverse();
      const { newState } = stepOf(now, "ParityCheck");
      if (newState?.inputs) newState.inputs = Object.fromEntries(Object.entries(newState.inputs).reverse());
    });
    assert.deepEqual(changed, []);
  });

  it("is the state, moved by another `up`: what an update plan doesn't hold", () => {
    const changed = against((now) => {
      const { oldState } = stepOf(now, "ParityCheck");
      if (oldState?.outputs) oldState.outputs.verdict = "clean: all 62 records compared";
    });
    assert.deepEqual(changed, ["ParityCheck docs: `verdict` in the state has moved"]);
  });

  it("is a resource made anew under the same name, or failed on in between", () => {
    const changed = against((now) => {
      const { oldState } = stepOf(now, "Collection");
      if (oldState) Object.assign(oldState, { id: "another", initErrors: ["stopped"] });
    });
    assert.deepEqual(changed, [
      "Collection docs-collection: `(id)` in the state has moved",
      "Collection docs-collection: a run in between has failed on it, or mended it",
    ]);
  });

  it("is an input, a configuration key, a step", () => {
    assert.deepEqual(
      against((now) => {
        const { newState } = stepOf(now, "ActiveIndex");
        if (newState?.inputs) newState.inputs.__acknowledge = ["ROLLBACK_LOSES_WRITES"];
        if (now.config) now.config["podshift:migrations"] = "[]";
        now.steps = now.steps?.filter(({ urn }) => !urn.includes(":CatchUp::")) ?? [];
        stepOf(now, "PodIndex").op = "delete";
      }),
      [
        "configuration: `podshift:migrations` is another",
        "ActiveIndex docs: another `__acknowledge` is asked for",
        "CatchUp docs: is not there any more",
        "PodIndex docs: the review says update, now it is delete",
      ],
    );
  });

  it("is a resource that was not there", () => {
    const urn = "urn:pulumi:test::podshift::aws:s3/bucket:Bucket::logs";
    assert.deepEqual(
      against((now) => now.steps?.push({ op: "create", urn })),
      ["Bucket logs: was not there"],
    );
  });

  it("is another stack, another podshift, and a verdict against it", () => {
    const changed = against(() => undefined, { ...ABOUT, stack: "prod", podshift: "0.2.0", blocked: true });
    assert.equal(changed.length, 3);
    assert.match(whatChanged({ ...reviewed, blocked: true }, reviewed)[0] ?? "", /must not be applied/);
  });

  it("can't be told from a preview that leaves unchanged resources out", () => {
    const without = preview((now) => {
      now.steps = now.steps?.filter(({ op }) => op !== "same") ?? [];
    });
    assert.throws(() => recordOf(without, ABOUT), { code: "REVIEW_INPUT_INVALID" });
  });

  it("is kept without any value: the record holds names and hashes only", () => {
    const values = /clean|copy|serverless"|host-/;
    const hashes = Object.values(reviewed.resources).flatMap(({ asked, known }) => [
      ...Object.values(asked),
      ...Object.values(known),
    ]);
    assert.ok(hashes.length > 100);
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{32}$/);
    assert.doesNotMatch(hashes.join(), values);
  });
});

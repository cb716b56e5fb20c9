import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { scanJson } from "../../../../provider/src/scan/format/json";
import { sarifOf } from "../../../../provider/src/scan/format/sarif";
import { formatRules, formatText } from "../../../../provider/src/scan/format/text";
import { scan } from "../../../../provider/src/scan/scan";
import { FAKE_RULES } from "../../../support/scan/fakeRules";
import { trees } from "../../../support/scan/tree";

/**
 * The vendor-neutral schema as OASIS publishes it: github.com/oasis-tcs/sarif-spec at e0583813,
 * sarif-2.1/schema/sarif-schema-2.1.0.json; © OASIS Open, under the OASIS IPR Policy (RF on RAND terms). Unchanged.
 */
const SCHEMA = join(__dirname, "../../../support/scan/sarif-schema-2.1.0.json");

/** It is of draft 4, which differs from what ajv reads only in how a schema names itself. */
function sarifValidator() {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(SCHEMA, "utf8"));
  assert.deepEqual([$schema, typeof id], ["http://json-schema.org/draft-04/schema#", "string"]);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(schema);
}

describe("formats of a scan", () => {
  const tree = trees();
  const source = ["import pinecone\n", "pinecone.init()"];

  const scanned = async () => {
    const folder = tree({
      "app dir/dü#1.py": 'import pinecone\nindex = pinecone.Index("docs")\npinecone.init()\nindex.upsert([])\n',
      "a.ipynb": JSON.stringify({ cells: [{ cell_type: "code", source }], metadata: {} }, undefined, 1),
      "requirements.txt": "pinecone-client\n",
      "broken.py": "break_the_rule(pinecone)\n",
      "bin.py": Buffer.from([0]),
    });
    return scan({ current: folder, paths: ["."], rules: FAKE_RULES });
  };

  it("text: by step of the guide, with place, level, rule and what to do, and a sum", async () => {
    assert.equal(
      formatText(await scanned()),
      `Update SDKs: 1 warning
  requirements.txt:1:1  warning  was renamed (python/renamed)
      Next: rename it (--fix does it)

Adapt existing code: 2 errors
  a.ipynb:7:6 (cell 1, line 2)  error  \`pinecone.init\` is gone (python/old-init)
      Next: make a client (--fix does it)
  app dir/dü#1.py:3:1  error  \`pinecone.init\` is gone (python/old-init)
      Next: make a client (--fix does it)

Capture writes: 1 note
  app dir/dü#1.py:4:1  note  writes to \`index\` (python/write)
      Next: capture it

Passed over, wholly or in part
  bin.py is binary, or UTF-16
  broken.py made a rule of podshift's break (python/breaks): no such thing

4 findings in 3 of 5 files: 2 errors, 1 warning, 1 note; 3 with a fix; 2 files passed over, wholly or in part`,
    );
  });

  it("text: of nothing, and of many notes", async () => {
    const files = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`${n}.py`, Buffer.from([0])]));
    const text = formatText(await scan({ current: tree(files), paths: ["."], rules: FAKE_RULES }));
    assert.match(text, /and 5 more: --json has them all\n\nnothing found in 25 files; 25 files passed over/);
  });

  it("rules: by step, a line each", () => {
    assert.equal(
      formatRules(FAKE_RULES.facts).split("\n\n")[1],
      "Adapt existing code\n  python/old-init  error    Title of python/old-init",
    );
  });

  it("JSON: everything but the edits", async () => {
    const result = await scanned();
    const { findings, notes, version, podshift, ...rest } = scanJson("0.1.0", result);
    assert.deepEqual(rest, { root: result.root, files: 5, ignored: 0, known: 0, gone: 0, fixed: [] });
    assert.deepEqual([version, podshift, findings.length, notes.length], [1, "0.1.0", 4, 2]);
    assert.deepEqual(
      findings.map(({ fixable, cell }) => [fixable, cell?.line]),
      [
        [true, 2],
        [true, undefined],
        [false, undefined],
        [true, undefined],
      ],
    );
    assert.ok(findings.every((finding) => !("edits" in finding)));
  });

  it("SARIF: valid by the standard's schema, with rules, fixes and fingerprints", async () => {
    const result = await scanned();
    const text = JSON.stringify(sarifOf("0.1.0", FAKE_RULES.facts, result));
    const validate = sarifValidator();
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    const [run] = JSON.parse(text).runs;
    assert.deepEqual(
      run.results.map((each: { ruleIndex: number }) => run.tool.driver.rules[each.ruleIndex].id),
      [...["python/old-init", "python/old-init", "python/write", "python/renamed"]],
    );
    const [, { locations, fixes, partialFingerprints, level }] = run.results;
    const artifactLocation = { uri: "app%20dir/d%C3%BC%231.py", uriBaseId: "SRCROOT" };
    const region = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 16, charOffset: 47, charLength: 15 };
    assert.deepEqual(locations, [{ physicalLocation: { artifactLocation, region } }]);
    assert.deepEqual(fixes[0].artifactChanges[0].replacements, [
      { deletedRegion: { charOffset: 47, charLength: 15 }, insertedContent: { text: "pc = Pinecone()" } },
    ]);
    assert.deepEqual([Object.keys(partialFingerprints), level], [["podshift/v1"], "error"]);
    assert.equal(run.invocations[0].executionSuccessful, false);
    assert.equal(run.invocations[0].toolExecutionNotifications.length, 2);
  });

  it("SARIF: the validator refuses what is none", () => {
    assert.equal(sarifValidator()({ version: "2.1.0", runs: [{ tool: {} }] }), false);
  });
});

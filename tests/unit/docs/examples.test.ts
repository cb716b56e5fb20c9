import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { allBlocks, at, ROOT } from "../../support/docs/blocks";
import { problemsOf } from "../../support/docs/compiled";
import { readJson } from "../../support/docs/jsonExamples";
import { inSurroundings } from "../../support/docs/surroundings";
import { readYaml } from "../../support/docs/yamlExamples";

const PYTHON = spawnSync("python3", ["--version"]).status === 0;
/** Reads a program from its input, and says where it is none. */
const COMPILE = "import sys; compile(sys.stdin.read(), 'example', 'exec')";

const failures = (names: readonly string[], read: (name: string) => string[]) =>
  names.flatMap((name) => read(name).map((problem) => `${name}: ${problem}`));

describe("examples of the docs", () => {
  it("in TypeScript are what the compiler takes, with the packages as they are", () => {
    const programs = new Map(allBlocks("ts", "js").map((block) => [at(block), inSurroundings(block)]));
    for (const block of allBlocks("yaml")) {
      const { program } = readYaml(block.text);
      if (program !== undefined) programs.set(at(block), program);
    }
    const [wrong, text] = [
      "wrong.ts",
      'import { captureWrites } from "podshift/capture";\ncaptureWrites({ lgo: "" });',
    ];
    const found = problemsOf(new Map([...programs, [wrong, text]]));
    assert.notDeepEqual(found.get(wrong), [], "the compiler looks");
    found.delete(wrong);
    assert.ok(found.size > 10);
    assert.deepEqual(
      failures([...found.keys()], (name) => found.get(name) ?? []),
      [],
    );
  });

  for (const block of allBlocks("yaml")) {
    it(`in YAML are what the reader takes: ${at(block)}`, () => {
      assert.notEqual(readYaml(block.text).kind, "");
    });
  }

  for (const block of allBlocks("json")) {
    it(`in JSON are of a kind, and right: ${at(block)}`, () => {
      const { kind, wrong } = readJson(block.text);
      assert.equal(wrong, undefined);
      if (kind.startsWith("tests/")) assert.ok(existsSync(join(ROOT, kind)), kind);
    });
  }

  for (const block of allBlocks("python")) {
    const title = `in Python are what Python takes: ${at(block)}`;
    if (!PYTHON) {
      it.skip(`${title} (there is no python3 on this machine)`);
      continue;
    }
    it(title, () => {
      const { status, stderr } = spawnSync("python3", ["-c", COMPILE], { input: block.text, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    });
  }
});

describe("the checks of the docs' examples", () => {
  it("refuse YAML that no reader takes", () => {
    for (const text of [
      "podshift:migrations:\n  - podIndexx: docs\n    phase: assess\n",
      "podshift:migrations:\n  - { podIndex: docs, serverless: { region: us-east-1 }, writes: paused, phase: asess }\n",
      "workload: { queriesPerHour: 3 }\n",
      "prices: { bananas: 1 }\n",
      "- echo: hello\n",
    ]) {
      assert.throws(() => readYaml(text), text);
    }
    assert.equal(readYaml("workload: { queriesPerDay: 3 }").kind, "keys of a migration");
  });

  it("refuse JSON of no kind, or with a setting that isn't there", () => {
    assert.equal(readJson('{"x": 1}').wrong, "is in no class");
    assert.match(readJson('{"region-allowed": {"clouds": ["aws"], "zones": []}}').wrong ?? "", /additional properties/);
    assert.throws(() => readJson('{"rules": [{"fault": {"kind": "explode"}}]}'), { name: "FaultDocumentError" });
    assert.throws(() => readJson("{"), SyntaxError);
  });
});

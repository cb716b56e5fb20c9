import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { ruleSet } from "../../../provider/src/scan/rule";
import { type ScanOptions, scan } from "../../../provider/src/scan/scan";
import { spanOf } from "../../../provider/src/scan/span";
import { FAKE_RULES, facts } from "../../support/scan/fakeRules";
import { trees } from "../../support/scan/tree";

describe("scan", () => {
  const tree = trees();
  const run = (folder: string, options: Partial<ScanOptions> = {}) =>
    scan({ current: folder, paths: ["."], rules: FAKE_RULES, ...options });
  const linesOf = ({ findings }: Awaited<ReturnType<typeof scan>>) =>
    findings.map(({ path, span, rule }) => `${path}:${span.start.line}:${span.start.column} ${rule}`);
  const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");
  const INIT = "import pinecone\npinecone.init(api_key='k')\n";

  it("finds in code and manifests, with place, line and what to do", async () => {
    const folder = tree({
      "app/db.py": `if x:\n    ${INIT.split("\n")[1]}\n`,
      "requirements.txt": "a\npinecone-client==2\n",
    });
    const result = await run(folder);
    assert.deepEqual(linesOf(result), ["app/db.py:2:5 python/old-init", "requirements.txt:2:1 python/renamed"]);
    const [{ fingerprint, edits, ...first } = assert.fail()] = result.findings;
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
    assert.equal(edits?.length, 1);
    assert.deepEqual(first, {
      ...{ rule: "python/old-init", level: "error", step: "adapt-code", path: "app/db.py" },
      span: { start: { offset: 10, line: 2, column: 5 }, end: { offset: 36, line: 2, column: 31 } },
      ...{ message: "`pinecone.init` is gone", next: "make a client", line: "pinecone.init(api_key='k')" },
    });
    assert.deepEqual([result.root, result.files, result.notes], [folder, 2, []]);
  });

  it("follows handles from file to file, through files that don't name the vendor", async () => {
    const folder = tree({
      "db.py": 'import pinecone\nindex = pinecone.Index("docs")\n',
      "search.py": "from .store import index\nindex.upsert([])\n",
      "store/__init__.py": "from .inner import index\n",
      "store/inner.py": "from db import index\n",
      "jobs.py": "from db import index\nindex.upsert([])\n",
      "other.py": "from elsewhere import index\nindex.upsert([])\n",
      "plain.py": "index.upsert([])\n",
    });
    // `store/inner.py` would ask for `store/db.py`: only what is in the tree is followed.
    assert.deepEqual(linesOf(await run(folder)), ["jobs.py:2:1 python/write"]);
    writeFileSync(join(folder, "store/inner.py"), "from db import index\n");
    writeFileSync(join(folder, "store/db.py"), 'import pinecone\nindex = pinecone.Index("docs")\n');
    assert.deepEqual(linesOf(await run(folder)), ["jobs.py:2:1 python/write", "search.py:2:1 python/write"]);
  });

  it("quotes no key", async () => {
    const key = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0";
    const { findings } = await run(tree({ "a.py": `import pinecone\npinecone.init("${key}", "pcsk_abcdefghijk")\n` }));
    assert.equal(findings[0]?.line, 'pinecone.init("[secret]", "[secret]")');
  });

  it("ignores by comments, and says which name no rule", async () => {
    const folder = tree({
      "a.py": [
        "import pinecone",
        "pinecone.init()  # podshift-ignore",
        "# podshift-ignore python/old-init: later",
        "# (see the plan)",
        "pinecone.init()",
        "# podshift-ignore python/write",
        "pinecone.init()",
        "x = '# podshift-ignore'; pinecone.init()",
        "pinecone.init()  # podshift-ignore because",
        "",
      ].join("\n"),
      "requirements.txt": "pinecone-client==2  # podshift-ignore python/renamed\n",
    });
    const { findings, ignored, notes } = await run(folder);
    assert.deepEqual(
      findings.map(({ span }) => span.start.line),
      [7, 8, 9],
    );
    assert.equal(ignored, 3);
    assert.deepEqual(notes, [
      { path: "a.py", kind: "ignore", reason: "says podshift-ignore on line 9, but no rule is called because" },
    ]);
  });

  it("works corrections out, and writes nothing unless told to", async () => {
    const folder = tree({ "a.py": INIT, "requirements.txt": "pinecone-client==2\n" });
    const result = await run(folder, { fix: "patch" });
    assert.equal(read(folder, "a.py"), INIT);
    assert.deepEqual(result.fixed[0], {
      path: "a.py",
      patch:
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n import pinecone\n-pinecone.init(api_key='k')\n+pc = Pinecone()\n",
    });
    assert.deepEqual([result.findings.length, result.left, result.fixed.length], [2, 0, 2]);
  });

  it("corrects in place, and a second run changes nothing", async () => {
    const folder = tree({ "a.py": `${INIT}pinecone.init(1); pinecone.init(pinecone.init(2))`, "b.py": INIT });
    chmodSync(join(folder, "a.py"), 0o754);
    symlinkSync(join(folder, "a.py"), join(folder, "link.py"));
    const { findings, fixed } = await run(folder, { fix: "write", paths: ["link.py", "b.py"] });
    assert.deepEqual([findings, fixed.map(({ path }) => path)], [[], ["b.py", "link.py"]]);
    assert.equal(read(folder, "a.py"), "import pinecone\npc = Pinecone()\npc = Pinecone(); pc = Pinecone()");
    assert.equal(statSync(join(folder, "a.py")).mode & 0o777, 0o754);
    assert.deepEqual((await run(folder, { fix: "write" })).fixed, []);
  });

  it("corrects any mixture of code once, and nothing of it twice", async () => {
    const piece = fc.constantFrom(
      "pinecone.init()",
      "pinecone.init(pinecone.init())",
      "x = 1",
      "if a:\n  pinecone.init()",
      "",
      "é😀",
    );
    const property = fc.asyncProperty(
      fc.array(piece),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom("", "\uFEFF"),
      async (pieces, ending, mark) => {
        const text = `${mark}${pieces.join("\n").replaceAll("\n", ending)}`;
        const folder = tree({ "a.py": text });
        await run(folder, { fix: "write" });
        const once = read(folder, "a.py");
        assert.equal(
          once,
          text
            .replaceAll("pinecone.init(pinecone.init())", "pc = Pinecone()")
            .replaceAll("pinecone.init()", "pc = Pinecone()"),
        );
        assert.deepEqual((await run(folder, { fix: "write" })).fixed, []);
        assert.equal(read(folder, "a.py"), once);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it("keeps line endings, byte order mark, encoding and the end of the last line", async () => {
    const files = {
      "windows.py": "import pinecone\r\npinecone.init()\r\nx = 1\r\n",
      "bom.py": "\uFEFFimport pinecone\npinecone.init()",
      "latin1.py": Buffer.from("import pinecone  # caf\xe9\npinecone.init()\n", "latin1"),
    };
    const folder = tree(files);
    const { findings } = await run(folder);
    assert.deepEqual(
      findings.map(({ span }) => span.start.offset),
      [16, 24, 17],
    );
    await run(folder, { fix: "write" });
    for (const [path, content] of Object.entries(files)) {
      const [before, after] = [Buffer.from(content), readFileSync(join(folder, path))].map((each) =>
        each.toString("latin1"),
      );
      assert.equal(after, before?.replace("pinecone.init()", "pc = Pinecone()"), path);
    }
  });

  it("corrects notebooks", async () => {
    const source = ["!pip install pinecone-client\n", "import pinecone\n", "pinecone.init()"];
    const file = `${JSON.stringify({ cells: [{ cell_type: "code", source }], metadata: {} }, undefined, 1)}\n`;
    const folder = tree({ "a.ipynb": file });
    const { findings } = await run(folder);
    assert.deepEqual(
      findings.map(({ rule, span, cell }) => [rule, span.start.line, cell?.line]),
      [
        ["python/renamed", 6, 1],
        ["python/old-init", 8, 3],
      ],
    );
    await run(folder, { fix: "write" });
    const fixed = file.replace("pinecone.init()", "pc = Pinecone()").replace("pinecone-client", "pinecone");
    assert.equal(read(folder, "a.ipynb"), fixed);
  });

  it("leaves out what the baseline holds, and doesn't correct it", async () => {
    const folder = tree({ "a.py": INIT });
    const baseline = new Set((await run(folder)).findings.map(({ fingerprint }) => fingerprint).concat("0000"));
    writeFileSync(join(folder, "a.py"), `# new\n\n${INIT}${INIT}`);
    const result = await run(folder, { baseline, fix: "write" });
    assert.deepEqual([result.known, result.gone, result.findings], [1, 1, []]);
    assert.equal(read(folder, "a.py"), `# new\n\n${INIT}import pinecone\npc = Pinecone()\n`);
  });

  it("goes on where a rule breaks, and says so", async () => {
    const folder = tree({ "a.py": `break_the_rule()\n${INIT}` });
    const result = await run(folder);
    assert.deepEqual(linesOf(result), ["a.py:3:1 python/old-init"]);
    assert.deepEqual(result.notes, [
      {
        ...{ path: "a.py", kind: "rule-failed", rule: "python/breaks" },
        reason: "made a rule of podshift's break (python/breaks): no such thing",
      },
    ]);
  });

  it("ends with corrections that undo each other, or that overlap in themselves", async () => {
    const swap = ruleSet({
      languages: ["python"],
      bind: () => undefined,
      rules: [
        {
          ...facts("python/swap", "error", "adapt-code"),
          *find({ root, text }) {
            const edits = [{ start: 0, end: 1, text: text.startsWith("a") ? "b" : "a" }];
            yield { span: spanOf(root), message: "", next: "", edits };
          },
        },
        {
          ...facts("python/overlaps", "error", "adapt-code"),
          *find({ root }) {
            const edits = [
              { start: 3, end: 5, text: "x" },
              { start: 4, end: 6, text: "y" },
            ];
            yield { span: spanOf(root), message: "", next: "", edits };
          },
        },
      ],
    });
    const folder = tree({ "x.py": "a = pinecone\n" });
    const { notes } = await run(folder, { rules: { sets: [swap], readers: [], facts: swap.facts }, fix: "write" });
    assert.deepEqual(
      notes.map(({ kind, rule, reason }) => [kind, rule ?? reason]),
      [
        ["rule-failed", "python/overlaps"],
        ["rule-failed", "has corrections that undo each other: the last were left out"],
      ],
    );
    assert.equal(read(folder, "x.py"), "b = pinecone\n");
  });

  it("stops when asked to", async () => {
    const signal = AbortSignal.abort(new Error("asked"));
    await assert.rejects(run(tree({ "a.py": INIT }), { signal }), { message: "asked" });
  });
});

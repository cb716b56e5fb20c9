import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScanNote } from "../../../provider/src/scan/note";
import { ALL_RULES } from "../../../provider/src/scan/reading/rules";
import { scan } from "../../../provider/src/scan/scan";
import { FAKE_RULES } from "../../support/scan/fakeRules";
import { trees } from "../../support/scan/tree";

// Files as they come: passed over with a note that says why, or read as far as they go; never a crash.
describe("scan of hostile files", () => {
  const tree = trees();
  const INIT = "pinecone.init()\n";
  const notesOf = async (files: Record<string, string | Uint8Array>, rules = FAKE_RULES) =>
    (await scan({ current: tree(files), paths: ["."], rules })).notes.map(({ path, kind, reason }: ScanNote) => [
      path,
      kind,
      reason,
    ]);

  it("names code that names Pinecone and that it can't read: silence would be taken for nothing found", async () => {
    const code = 'import { Pinecone } from "@pinecone-database/pinecone";\n';
    const folder = tree({
      "a.vue": `<script setup>${code}</script>`,
      "b.kt": "import io.pinecone.PineconeClient\n",
      "c.rb": "puts 1\n",
      "deno.json": '{ "imports": { "pc": "npm:@pinecone-database/pinecone@^0.1.6" } }',
      "main.tf.json": '{ "resource": { "pinecone_index": {} } }',
      "notes.md": "We use Pinecone.\n",
      "old.pyw": "import pinecone\npinecone.init()\n",
    });
    const { notes, findings } = await scan({ current: folder, paths: ["."] });
    const reason = "names Pinecone, and is of a kind that is not read: look through it";
    assert.deepEqual(
      notes,
      ["a.vue", "b.kt", "deno.json", "main.tf.json"].map((path) => ({ path, kind: "unsupported", reason })),
    );
    assert.deepEqual([...new Set(findings.map(({ path }) => path))], ["old.pyw"]);
  });

  it("passes over binary, huge, broken and minified ones", async () => {
    assert.deepEqual(
      await notesOf({
        "binary.py": Buffer.from([0x70, 0x69, 0, 1, 2]),
        "utf16.py": Buffer.from(`\uFEFF${INIT}`, "utf16le"),
        "huge.py": `${INIT}${"#".repeat(1024 * 1024)}`,
        "lock/requirements.txt": `pinecone-client !! ${"#".repeat(1024 * 1024)}`,
        "broken.ipynb": `{"cells": [${INIT}`,
        "conflict.ipynb": '{"cells": "pinecone"}',
        "bundle.js": `var pinecone=${"0+".repeat(8_000)}0`,
        "unrelated.js": `var other=${"0+".repeat(8_000)}0`,
        "a.min.js": "pinecone()\n",
        "syntax.py": `${INIT}def (:\n`,
        "empty.py": "",
      }),
      [
        ["a.min.js", "minified", "is minified: scan what it was made from"],
        ["binary.py", "binary", "is binary, or UTF-16"],
        ["broken.ipynb", "broken", "can't be read as a notebook: is no JSON"],
        ["bundle.js", "minified", "is minified: scan what it was made from"],
        ["conflict.ipynb", "broken", "can't be read as a notebook: has no `cells`"],
        ["huge.py", "too-large", "is larger than 1 MiB"],
        ["lock/requirements.txt", "broken", "can't be read as requirements.txt: line 1 is no requirement"],
        ["syntax.py", "syntax", "can't be parsed on line 2: what is around it may be missed"],
        ["utf16.py", "binary", "is binary, or UTF-16"],
      ],
    );
  });

  it("passes over what is given by name and is no file, or of no language", async () => {
    const folder = tree({ "a.py": INIT });
    execFileSync("mkfifo", [join(folder, "pipe.py")]);
    writeFileSync(join(folder, "Makefile"), "pinecone:\n");
    const { notes } = await scan({ current: folder, paths: [".", "pipe.py", "Makefile"], rules: FAKE_RULES });
    const reason = "is neither a manifest nor code of a language that is read";
    assert.deepEqual(notes, [
      { path: "Makefile", kind: "unsupported", reason },
      { path: "pipe.py", kind: "unreadable", reason: "is no file" },
    ]);
  });

  for (const [name, text] of Object.entries({
    "deep nesting": `pinecone = ${"(".repeat(4_000)}${")".repeat(4_000)}`,
    "unclosed nesting": `pinecone = ${"[{(".repeat(4_000)}`,
    "a long chain": `pinecone${".a()".repeat(4_000)}`,
    "one long string": `pinecone = "${"é😀".repeat(30_000)}`,
    "lone surrogates and nonsense": `pinecone \ud800 \u0000\uFFFF ${"\u202e".repeat(1000)}`,
    "more findings on one line than could be compared with each other": "pinecone.init();".repeat(8_000),
    "many small errors": `pinecone\n${"def ) class { = ;\n".repeat(1_500)}`,
    "no line end and carriage returns": "pinecone\rpinecone.init()\r\r",
  })) {
    it(`reads ${name} in every language, by every rule`, async () => {
      const endings = ["py", "js", "ts", "tsx", "java", "go", "cs", "tf", "ipynb"];
      const files = Object.fromEntries(
        [
          ...endings.map((ending) => `a.${ending}`),
          "Pulumi.yaml",
          "requirements.txt",
          "package.json",
          "go.mod",
          "pom.xml",
        ]
          .concat(["pyproject.toml", "build.gradle.kts", "a.csproj", "yarn.lock", "pnpm-lock.yaml", "setup.cfg"])
          .map((path) => [path, text.replaceAll("\u0000", "")]),
      );
      const notes = await notesOf(files, ALL_RULES);
      assert.deepEqual(
        notes.filter(([, kind]) => kind === "rule-failed"),
        [],
      );
    });
  }
});

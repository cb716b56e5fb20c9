import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scan } from "../../../provider/src/scan/scan";
import { trees } from "../../support/scan/tree";

const APPLICATIONS = join(__dirname, "../../samples/applications");
const UPDATE = process.env.UPDATE_GOLDEN === "1";

/** Every file below a folder, with its text. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

// Small applications with an old SDK, in each language of the guide. `after` is what `--fix --write` makes of `before`, by
// itself; `remaining.txt` is what is then left for a person. UPDATE_GOLDEN=1 writes both: read the diff.
describe("sample applications are migrated by `scan --fix --write` as far as it goes", () => {
  const tree = trees();

  for (const language of readdirSync(APPLICATIONS)) {
    it(language, async () => {
      const home = join(APPLICATIONS, language);
      const folder = tree({});
      cpSync(join(home, "before"), folder, { recursive: true });
      const { findings, notes, fixed } = await scan({ current: folder, paths: ["."], fix: "write" });
      assert.deepEqual(notes, []);
      assert.notEqual(fixed.length, 0);
      const after = filesOf(folder);
      const remaining = findings.map(({ path, span, rule }) => `${path}:${span.start.line} ${rule}\n`).join("");
      if (UPDATE) {
        write(join(home, "after"), after);
        writeFileSync(join(home, "remaining.txt"), remaining);
      }
      assert.ok(existsSync(join(home, "after")), "run it with UPDATE_GOLDEN=1 first");
      assert.deepEqual(after, filesOf(join(home, "after")));
      assert.equal(remaining, readFileSync(join(home, "remaining.txt"), "utf8"));

      const again = await scan({ current: folder, paths: ["."], fix: "write" });
      assert.deepEqual([again.fixed, filesOf(folder)], [[], after]);
      assert.deepEqual(again.findings, findings);
    });
  }

  it("are there in each of the guide's languages", () => {
    assert.deepEqual(readdirSync(APPLICATIONS).sort(), ["csharp", "go", "java", "javascript", "python"]);
  });
});

import assert from "node:assert/strict";
import fs, { symlinkSync } from "node:fs";
import { join } from "node:path";
import { walk } from "../../../../provider/src/scan/tree/walk";
import { trees } from "../../../support/scan/tree";

describe("walk", () => {
  const tree = trees();
  const python = (path: string) => path.endsWith(".py");
  const pathsOf = (current: string, ...starts: string[]) =>
    walk(current, starts.length === 0 ? ["."] : starts, python).files.map(({ path }) => path);

  it("finds what is wanted, by path, hidden folders too", () => {
    const folder = tree({ "b.py": "", "a/c.py": "", ".ci/d.py": "", "e.txt": "" });
    assert.deepEqual(pathsOf(folder), [".ci/d.py", "a/c.py", "b.py"]);
  });

  it("skips folders of others' code", () => {
    const folder = tree({
      ...{ "node_modules/x/a.py": "", ".venv/b.py": "", "lib/site-packages/c.py": "", ".git/d.py": "" },
      ...{ "my env/pyvenv.cfg": "", "my env/e.py": "", "vendor/modules.txt": "", "vendor/f.py": "" },
      ...{ "app/vendor/g.py": "", "modules.txt": "", "h.py": "" },
    });
    assert.deepEqual(pathsOf(folder), ["app/vendor/g.py", "h.py"]);
  });

  it("heeds .gitignore at every level, the deepest last", () => {
    const folder = tree({
      ".gitignore": "*.gen.py\n/build/\nlocal\n",
      "a.gen.py": "",
      "build/b.py": "",
      "sub/build/c.py": "",
      "sub/.gitignore": "!kept.gen.py\n/only\n!local/\n",
      "sub/kept.gen.py": "",
      "sub/other.gen.py": "",
      "sub/only/d.py": "",
      "sub/local/e.py": "",
      "local/f.py": "",
      "A.GEN.py": "",
    });
    assert.deepEqual(pathsOf(folder), ["A.GEN.py", "sub/build/c.py", "sub/kept.gen.py", "sub/local/e.py"]);
  });

  it("heeds the ignore files above it, up to the repository's root, and its private one", () => {
    const folder = tree({
      ".gitignore": "outside.py\n",
      "repo/.git/info/exclude": "private.py\n",
      "repo/.gitignore": "generated.py\n",
      "repo/app/outside.py": "",
      "repo/app/private.py": "",
      "repo/app/generated.py": "",
      "repo/app/a.py": "",
    });
    assert.deepEqual(pathsOf(join(folder, "repo", "app")), ["a.py", "outside.py"]);
  });

  it("reads what is given by name, ignored or not", () => {
    const folder = tree({ ".git/x": "", ".gitignore": "out\n", "out/a.py": "", "out/b.txt": "", "c.py": "" });
    assert.deepEqual(pathsOf(folder, "out"), ["out/a.py"]);
    assert.deepEqual(pathsOf(folder, "out/b.txt", "c.py", "./c.py"), ["c.py", "out/b.txt"]);
  });

  it("shows paths from the current folder, or from the deepest that holds them all", () => {
    const folder = tree({ "one/a.py": "", "one/deep/b.py": "", "two/c.py": "", "current/d.py": "" });
    assert.deepEqual(pathsOf(folder, "one"), ["one/a.py", "one/deep/b.py"]);
    const current = join(folder, "current");
    assert.deepEqual(pathsOf(current, "../one"), ["a.py", "deep/b.py"]);
    assert.deepEqual(pathsOf(current, "../one/deep", "../two"), ["one/deep/b.py", "two/c.py"]);
    assert.deepEqual(pathsOf(current, "../two/c.py"), ["c.py"]);
    assert.equal(walk(current, ["../two/c.py"], python).root, join(folder, "two"));
  });

  it("follows no symbolic link, but one that is given", () => {
    const folder = tree({ "tree/a.py": "", "elsewhere/b.py": "" });
    symlinkSync(join(folder, "elsewhere"), join(folder, "tree", "out"));
    symlinkSync(join(folder, "elsewhere", "b.py"), join(folder, "tree", "b.py"));
    symlinkSync(join(folder, "tree"), join(folder, "tree", "loop"));
    assert.deepEqual(pathsOf(join(folder, "tree")), ["a.py"]);
    assert.deepEqual(pathsOf(join(folder, "tree"), "b.py"), ["b.py"]);
    assert.deepEqual(pathsOf(join(folder, "tree"), "out"), ["out/b.py"]);
  });

  it("passes over a folder that can't be read, with a note", () => {
    const folder = tree({ "a.py": "", "closed/b.py": "" });
    const { readdirSync } = fs;
    const refuse = Object.assign(new Error("EACCES"), { code: "EACCES" });
    fs.readdirSync = ((path: string, options: object) => {
      if (path.endsWith("closed")) throw refuse;
      return readdirSync(path, options);
    }) as typeof readdirSync;
    try {
      const { files, notes } = walk(folder, ["."], python);
      const note = { path: "closed", kind: "unreadable", reason: "can't be read (EACCES)" };
      assert.deepEqual([files.map(({ path }) => path), notes], [["a.py"], [note]]);
    } finally {
      fs.readdirSync = readdirSync;
    }
  });

  it("refuses what isn't there", () => {
    assert.throws(() => pathsOf(tree({}), "nowhere"), { code: "INPUT_FILE_INVALID" });
  });
});

import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { actionOf, patchOf, textOf, writeChanges } from "../../../../provider/src/cli/init/fileChange";

describe("a file's change", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-init-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("creates, changes or keeps", () => {
    assert.equal(actionOf({ path: "a", before: undefined, after: "" }), "create");
    assert.equal(actionOf({ path: "a", before: "1", after: "2" }), "change");
    assert.equal(actionOf({ path: "a", before: "1", after: "1" }), "keep");
  });

  it("is written, folders and all; what is kept is left alone", async () => {
    writeFileSync(join(folder, "kept"), "by hand");
    await writeChanges(folder, [
      { path: "stacks/new", before: undefined, after: "new" },
      { path: "kept", before: "same", after: "same" },
    ]);
    assert.equal(await textOf(folder, "stacks/new"), "new");
    assert.equal(await textOf(folder, "kept"), "by hand");
    assert.equal(await textOf(folder, "stacks/new/deeper"), undefined);
    assert.equal(await textOf(folder, "none"), undefined);
  });

  it("never overwrites a file that came meanwhile", async () => {
    writeFileSync(join(folder, "old"), "1");
    writeFileSync(join(folder, "new"), "somebody's");
    const changes = [
      { path: "old", before: "1", after: "2" },
      { path: "new", before: undefined, after: "ours" },
    ];
    await assert.rejects(writeChanges(folder, changes), { code: "FILES_EXIST" });
    assert.equal(readFileSync(join(folder, "new"), "utf8"), "somebody's");
    assert.equal(readFileSync(join(folder, "old"), "utf8"), "1", "nothing is written by halves");
  });

  it("never overwrites what was changed meanwhile", async () => {
    writeFileSync(join(folder, "stack"), "with a key");
    const changes = [
      { path: "new", before: undefined, after: "ours" },
      { path: "stack", before: "without", after: "without, and ours" },
    ];
    await assert.rejects(writeChanges(folder, changes), { code: "CONFIG_INVALID" });
    assert.equal(readFileSync(join(folder, "stack"), "utf8"), "with a key");
    assert.equal(existsSync(join(folder, "new")), false);
  });

  it("is put in the place of the old file at once, which keeps its mode; links stay links", async () => {
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real/stack"), "1", { mode: 0o600 });
    symlinkSync("real/stack", join(folder, "stack"));
    const { ino } = statSync(join(folder, "real/stack"));
    await writeChanges(folder, [{ path: "stack", before: "1", after: "2" }]);
    assert.equal(lstatSync(join(folder, "stack")).isSymbolicLink(), true);
    assert.equal(readFileSync(join(folder, "real/stack"), "utf8"), "2");
    const now = statSync(join(folder, "real/stack"));
    assert.equal(now.mode & 0o777, 0o600);
    assert.notEqual(now.ino, ino, "written beside, then moved");
    assert.deepEqual(readdirSync(join(folder, "real")), ["stack"]);
  });

  it("is refused where a file is read-only, before anything is written", async function () {
    if (process.getuid?.() === 0) return this.skip();
    writeFileSync(join(folder, "stack"), "1", { mode: 0o400 });
    const changes = [
      { path: "new", before: undefined, after: "ours" },
      { path: "stack", before: "1", after: "2" },
    ];
    await assert.rejects(writeChanges(folder, changes), { code: "CONFIG_INVALID" });
    assert.equal(existsSync(join(folder, "new")), false);
  });

  it("does not hide that a folder stands where a file should", async () => {
    mkdirSync(join(folder, "taken"));
    await assert.rejects(textOf(folder, "taken"), { code: "EISDIR" });
  });

  it("shows as a patch of what differs", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    assert.equal(
      patchOf({ path: "a.txt", before, after: before.replace("5\n", "five\nand a half\n") }),
      [
        "--- a.txt",
        "+++ a.txt",
        "@@ -2,7 +2,8 @@",
        " 2",
        " 3",
        " 4",
        "-5",
        "+five",
        "+and a half",
        " 6",
        " 7",
        " 8",
      ].join("\n"),
    );
    assert.equal(
      patchOf({ path: "a.txt", before: undefined, after: "1\n2\n" }),
      "--- /dev/null\n+++ a.txt\n@@ -0,0 +1,2 @@\n+1\n+2",
    );
    assert.equal(patchOf({ path: "a.txt", before, after: before }), "");
  });

  it("makes a patch that turns the one text into the other", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
    const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        fc.pre(text(one) !== text(other));
        const patch = patchOf({ path: "f", before: text(one), after: text(other) });
        assert.equal(patched(text(one), patch), text(other));
      }),
    );
  });
});

/** Applies a patch of one piece as `patch` does, and holds its counts and its context to be true. */
function patched(text: string, patch: string): string {
  const [, , header = "", ...body] = patch.split("\n");
  const [from = 0, oldCount, , newCount] = header.match(/\d+/g)?.map(Number) ?? [];
  const lines = text.split("\n").slice(0, -1);
  const start = oldCount === 0 ? from : from - 1;
  const of = (signs: string) => body.filter(([sign = ""]) => signs.includes(sign)).map((line) => line.slice(1));
  assert.deepEqual(lines.slice(start, start + (oldCount ?? 0)), of(" -"));
  assert.equal(of(" +").length, newCount);
  lines.splice(start, oldCount ?? 0, ...of(" +"));
  return lines.map((line) => `${line}\n`).join("");
}

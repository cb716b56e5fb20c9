import assert from "node:assert/strict";

/** What podshift's own templates may hold of HTML. */
const OWN_TAGS = /<\/?(?:details|summary|sub|code)>/g;
const MARKER = /^<!-- podshift:review stack=[^\s<>]* -->$/;

/** The lines of a comment that are Markdown: what stands between fences is only text. */
export function outsideFences(comment: string): string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of comment.split("\n")) {
    const run = /^(`{3,})/.exec(line)?.[1];
    if (fence === undefined && run !== undefined) fence = run;
    else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined) lines.push(line);
  }
  assert.equal(fence, undefined, "a fence is left open");
  return lines;
}

/** Holds for every comment: its marker, its length, its tables, its folds, and nothing active that isn't podshift's own. */
export function assertWellFormed(comment: string): void {
  assert.ok(comment.length <= 64_000, `${comment.length} characters`);
  const [first = "", ...rest] = comment.split("\n");
  assert.match(first, MARKER);
  const lines = outsideFences(rest.join("\n"));
  assertTables(lines);
  assertInert(lines.join("\n"));
  const count = (tag: string) => lines.join("\n").split(tag).length - 1;
  assert.equal(count("<details>"), count("</details>"));
  assert.equal(count("<summary>"), count("</summary>"));
  assert.equal(count("<details>"), count("<summary>"));
}

/** Each table has a line under its head, and as many cells in every row as in its head. */
function assertTables(lines: readonly string[]): void {
  let head: { cells: number; rows: number } | undefined;
  for (const line of lines) {
    if (!line.startsWith("|")) {
      head = undefined;
      continue;
    }
    assert.ok(line.endsWith("|"), line);
    const cells = line.split("|").length;
    if (head === undefined) head = { cells, rows: 0 };
    else if (head.rows === 1) assert.match(line, /^\|(?:---\|)+$/);
    assert.equal(cells, head.cells, line);
    head.rows += 1;
  }
}

/** No tag, link, mention or code span but our own. */
function assertInert(text: string): void {
  const withoutOwn = text.replace(OWN_TAGS, "").replace(/^> \[!CAUTION\]$/gm, "");
  const withoutCode = withoutOwn.replace(/`[\w./:,=+ -]+`/g, "");
  for (const active of ["<", "`", "[", "]", "@"]) {
    assert.ok(!withoutCode.includes(active), `${active} in ${around(withoutCode, active)}`);
  }
  assert.doesNotMatch(withoutCode, /\b(?:https?|ftp):\/\/|\bwww\.|\bGH-\d/i, "GitHub would make a link of it");
  assert.doesNotMatch(withoutCode.replace(/&#\d+;/g, "").replace(/^#+ /gm, ""), /#/);
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 60), at + 60);
}

import assert from "node:assert/strict";
import { code, details, fenced, md, prose, table, text } from "../../../../provider/src/review/comment/markdown";
import { markerOf } from "../../../../provider/src/review/comment/marker";

describe("Markdown of the comment", () => {
  const texts: ReadonlyArray<readonly [raw: string, shown: string]> = [
    ["docs", "docs"],
    ["1,204,311 records (9.1 GB)", "1,204,311 records (9.1 GB)"],
    ["<script>", "&#60;script&#62;"],
    ["a|b", "a&#124;b"],
    ["`x`", "&#96;x&#96;"],
    ["@team", "&#64;&#8203;team"],
    ["#12", "&#35;&#8203;12"],
    ["[a](b)", "&#91;a&#93;(b)"],
    ["*a* _b_ ~c~ \\d $e$", "&#42;a&#42; &#95;b&#95; &#126;c&#126; &#92;d &#36;e&#36;"],
    ["&lt;", "&#38;lt;"],
    ["a\nb\u202Ec", "a b c"],
    [":tada: 9:30", "&#58;tada: 9:30"],
    ["https://evil.test/x HTTP://e", "https:&#8203;//evil.test/x HTTP:&#8203;//e"],
    ["see www.evil.test", "see www&#8203;.evil.test"],
    ["gh-12 and GH-7", "gh-&#8203;12 and GH-&#8203;7"],
    ["s3://bucket/log", "s3://bucket/log"],
    ["- item", "&#8203;- item"],
    ["1. item", "&#8203;1. item"],
    ["===", "&#8203;==="],
  ];
  for (const [raw, shown] of texts) it(`escapes ${JSON.stringify(raw)}`, () => assert.equal(text(raw).source, shown));

  const names: ReadonlyArray<readonly [raw: string, shown: string]> = [
    ["docs-serverless", "`docs-serverless`"],
    ["file:///srv/podshift/docs", "`file:///srv/podshift/docs`"],
    ["a|b", "<code>a&#124;b</code>"],
    ["a`b", "<code>a&#96;b</code>"],
    ["<b>", "<code>&#60;b&#62;</code>"],
    ["www.evil.test|", "<code>www&#46;evil.test&#124;</code>"],
    [" a", "<code> a</code>"],
    ["a\nb", "<code>a\uFFFDb</code>"],
    ["", "<code></code>"],
  ];
  for (const [raw, shown] of names) it(`names ${JSON.stringify(raw)}`, () => assert.equal(code(raw).source, shown));

  it("escapes what stands in a template, and takes Markdown as it is", () => {
    assert.equal(md`**${"a*"}** ${code("b")} ${7}`.source, "**a&#42;** `b` 7");
  });

  it("reads backticks of prose as code, when they are in pairs", () => {
    assert.equal(prose("set `phase: copy` <now>").source, "set `phase: copy` &#60;now&#62;");
    assert.equal(prose("a ` b").source, "a &#96; b");
  });

  it("fences a block so that nothing in it ends the fence", () => {
    assert.equal(fenced("a\r\n````\nb\n").source, "`````text\na\n````\nb\n`````");
  });

  it("cuts a name that is too long, not within a character", () => {
    assert.equal(text("😀".repeat(500)).source, `${"😀".repeat(399)}…`);
  });

  it("makes tables and folds", () => {
    assert.equal(table(["a", "b"], [["x|", 1]]).source, "| a | b |\n|---|---|\n| x&#124; | 1 |");
    assert.equal(details("<s>", md`b`).source, "<details><summary>&#60;s&#62;</summary>\n\nb\n\n</details>");
  });

  it("marks a stack's comment by a line that no name can end early", () => {
    assert.equal(markerOf("prod"), "<!-- podshift:review stack=prod -->");
    assert.equal(markerOf("org/app/prod-eu"), "<!-- podshift:review stack=org%2Fapp%2Fprod-eu -->");
    assert.equal(markerOf("a--> <b>\ud800"), "<!-- podshift:review stack=a-%2D%3E%20%3Cb%3E%EF%BF%BD -->");
    assert.notEqual(markerOf("a--b"), markerOf("a-b"));
  });
});

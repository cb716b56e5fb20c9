import assert from "node:assert/strict";
import { commentsInText, commentsOf } from "../../../../provider/src/scan/ignores/comments";
import { directiveOf } from "../../../../provider/src/scan/ignores/directive";
import { ignoresOf } from "../../../../provider/src/scan/ignores/ignores";
import { parseSource } from "../../../../provider/src/scan/parse";

const KNOWN = new Set(["python/a", "go/b-c"]);

describe("directiveOf", () => {
  const cases: readonly (readonly [comment: string, rules: string[] | undefined, unknown: string[]])[] = [
    ["# podshift-ignore", undefined, []],
    ["# podshift-ignore: the old service", undefined, []],
    ["// podshift-ignore python/a, go/b-c: https://example.com/why", ["python/a", "go/b-c"], []],
    ["/* podshift-ignore go/b-c */", ["go/b-c"], []],
    ["<!-- podshift-ignore python/a --><x/>", ["python/a"], []],
    ["# podshift-ignore because I say so", [], ["because", "I", "say", "so"]],
    ["# podshift-ignore python/a python/none", ["python/a"], ["python/none"]],
    ["# see (podshift-ignore)", [], [")"]],
  ];
  for (const [comment, rules, unknown] of cases) {
    it(comment, () => {
      const directive = directiveOf(comment, KNOWN);
      assert.ok(directive);
      assert.deepEqual([directive.rules && [...directive.rules], directive.unknown], [rules, unknown]);
    });
  }
  for (const comment of ["# podshift-ignored", "# no-podshift-ignore", "# podshift ignore", "#"]) {
    it(`${comment} is none`, () => assert.equal(directiveOf(comment, KNOWN), undefined));
  }
});

describe("ignored lines", () => {
  const languages: readonly (readonly [Parameters<typeof parseSource>[1], text: string, lines: number[]])[] = [
    ["python", "a()  # podshift-ignore\nb()\n# podshift-ignore\nc()\n", [1, 4]],
    ["javascript", "/* podshift-ignore */ a()\n// podshift-ignore\n\nb()\n", [3]],
    ["typescript", "const a: string = '// podshift-ignore';\nb(); // podshift-ignore\n", [2]],
    ["tsx", "const a = (\n  <A>\n    {/* podshift-ignore */}\n    <B />\n  </A>\n);\n", [4]],
    [
      "java",
      "class A {\n  /* podshift-ignore\n   * for now */\n  // and this\n  B b;\n  C c; // podshift-ignore\n}\n",
      [5, 6],
    ],
    ["go", "package a\n// podshift-ignore\nvar b = `// podshift-ignore`\n", [3]],
    ["csharp", "/// podshift-ignore\nclass A { /* podshift-ignore */ }\n", [2]],
    ["hcl", '# podshift-ignore\na = "# podshift-ignore"\n// podshift-ignore\nb = 1\n', [2, 4]],
  ];
  const linesOf = (text: string, comments: ReturnType<typeof commentsOf>) => {
    const { ignores } = ignoresOf(text, comments, KNOWN);
    return text.split("\n").flatMap((_, at) => (ignores("python/a", at + 1) ? [at + 1] : []));
  };
  for (const [language, text, lines] of languages) {
    it(language, () => assert.deepEqual(linesOf(text, commentsOf(parseSource("a", language, text))), lines));
  }

  it("manifests", () => {
    const text = "a==1 # podshift-ignore\n<!-- podshift-ignore -->\nb\nc // podshift-ignore\n; podshift-ignore\nd\n";
    assert.deepEqual(linesOf(text, commentsInText(text)), [1, 3, 4, 6]);
    assert.deepEqual(
      linesOf(text.replaceAll("ignore", "ignore go/b-c"), commentsInText(text.replaceAll("ignore", "ignore go/b-c"))),
      [],
    );
  });
});

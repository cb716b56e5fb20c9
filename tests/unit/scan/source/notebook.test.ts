import assert from "node:assert/strict";
import type { Edit } from "../../../../provider/src/scan/finding";
import { applied } from "../../../../provider/src/scan/fix/applyEdits";
import { withoutMagics } from "../../../../provider/src/scan/source/magics";
import { notebookView } from "../../../../provider/src/scan/source/notebook";
import { requirementsIn } from "../../../../provider/src/scan/source/pipInstalls";
import type { View } from "../../../../provider/src/scan/source/view";

const notebook = (cells: readonly unknown[], indent = 1) =>
  JSON.stringify(
    { cells, metadata: { kernelspec: { language: "python" } }, nbformat: 4, nbformat_minor: 5 },
    undefined,
    indent,
  );
const cell = (source: string | string[]) => ({ cell_type: "code", source, outputs: [{ text: ["pinecone.init()"] }] });
const FILE = notebook([
  { cell_type: "markdown", source: ["# pinecone.init()"] },
  cell(["%pip install x\n", 'say("é\\t")\n', "start(1)"]),
  cell("a = 1\nb = 2\n"),
]);

function viewOf(file: string): View {
  const view = notebookView(file);
  assert.ok(view);
  return view;
}

const rangeOf = (text: string, part: string) => [text.indexOf(part), text.indexOf(part) + part.length] as const;

function locate(file: string, part: string, edits?: readonly Edit[]) {
  const view = viewOf(file);
  const [start, end] = rangeOf(view.text, part);
  const place = (offset: number) => ({ offset, line: 0, column: 0 });
  const span = { start: place(start), end: place(end) };
  return view.locate({ span, message: "", next: "", ...(edits === undefined ? {} : { edits }) });
}

/** The notebook's cells after an edit of their joined code. */
function edit(file: string, part: string, by: string): { file: string; sources: (string | string[])[] } {
  const [start, end] = rangeOf(viewOf(file).text, part);
  const edits = locate(file, part, [{ start, end, text: by }])?.edits;
  assert.ok(edits);
  const after = applied(file, edits);
  const { cells } = JSON.parse(after) as { cells: { source: string | string[]; cell_type: string }[] };
  return { file: after, sources: cells.filter((each) => each.cell_type === "code").map(({ source }) => source) };
}

describe("notebookView", () => {
  it("joins the code cells, without magics, each at its place", () => {
    assert.equal(viewOf(FILE).text, '0             \nsay("é\\t")\nstart(1)\na = 1\nb = 2\n');
  });

  it("places what is found in the JSON file, and in its cell", () => {
    const found = locate(FILE, "start(1)");
    const { offset, line, column } = found?.span.start ?? { offset: 0, line: 0, column: 0 };
    assert.equal(FILE.slice(offset, found?.span.end.offset), "start(1)");
    assert.equal(FILE.split("\n")[line - 1]?.slice(column - 1), 'start(1)"');
    assert.deepEqual([found?.cell, found?.line], [{ number: 2, line: 3 }, "start(1)"]);
    assert.deepEqual(locate(FILE, "b = 2")?.cell, { number: 3, line: 2 });
  });

  it("places what stands behind escapes", () => {
    const { span } = locate(FILE, '")') ?? assert.fail();
    assert.equal(FILE.slice(span.start.offset, span.end.offset), '\\")');
  });

  it("edits within a line, and nothing else of the file", () => {
    const { file, sources } = edit(FILE, "start(1)", 'go("now")');
    assert.equal(file, FILE.replace("start(1)", 'go(\\"now\\")'));
    assert.deepEqual(sources[0], ["%pip install x\n", 'say("é\\t")\n', 'go("now")']);
  });

  it("writes the lines anew where lines come, in the file's own formatting", () => {
    const { file, sources } = edit(FILE, 'say("é', 'import x\n\nsay("é');
    assert.deepEqual(sources[0], ["%pip install x\n", "import x\n", "\n", 'say("é\\t")\n', "start(1)"]);
    assert.equal(file.replace('"import x\\n",\n    "\\n",\n    ', ""), FILE);
    const compact = notebook([cell(["a\n", "b"])], 0);
    assert.match(edit(compact, "b", "b\nc").file, /"source":\["a\\n","b\\n","c"\]/);
    assert.deepEqual(edit(notebook([cell(["only"])]), "only", "one\ntwo").sources, [["one\n", "two"]]);
  });

  it("keeps how other lines are escaped where lines come", () => {
    const file = notebook([cell(["say('é')\n", "b"])]).replace("é", "\\u00e9");
    assert.equal(edit(file, "say", "x\nsay").file, file.replace('"say', '"x\\n",\n    "say'));
  });

  it("takes lines out, the last and all of them too", () => {
    assert.deepEqual(edit(FILE, 'say("é\\t")\n', "").sources[0], ["%pip install x\n", "start(1)"]);
    assert.deepEqual(edit(FILE, "start(1)", "").sources[0]?.slice(0, 2), ["%pip install x\n", 'say("é\\t")\n']);
    assert.deepEqual(edit(FILE, 'say("é\\t")\nstart(1)', "").sources[0], ["%pip install x\n"]);
    assert.deepEqual(edit(notebook([cell(["a\n", "b"])]), "a\nb", "").sources, [[]]);
    assert.deepEqual(edit(FILE, '\\t")\nstart', "); go").sources[0], ["%pip install x\n", 'say("é); go(1)']);
  });

  it("edits a source that is one text", () => {
    assert.deepEqual(edit(FILE, "a = 1\n", "a = 1\nc = '\"'\n").sources[1], "a = 1\nc = '\"'\nb = 2\n");
  });

  it("has no correction across two cells", () => {
    const { text } = viewOf(FILE);
    const [start] = rangeOf(text, "start(1)");
    const [, end] = rangeOf(text, "a = 1");
    const found = locate(FILE, "start(1)", [{ start, end, text: "x" }]);
    assert.ok(found);
    assert.equal(found.edits, undefined);
  });

  it("is none of another language, nor of what is no notebook", () => {
    assert.equal(notebookView(JSON.stringify({ cells: [], metadata: { kernelspec: { language: "R" } } })), undefined);
    assert.equal(viewOf('{"cells": [{"cell_type": "code"}, {"cell_type": "code", "source": [1]}]}').text, "\n");
    for (const file of ["{", '{"cells": 1}', "[]", "", "<<<<<<< HEAD"])
      assert.throws(() => notebookView(file), SyntaxError);
  });
});

describe("requirementsIn", () => {
  const cases: readonly (readonly [code: string, packages: string[]])[] = [
    ["%pip install -q pinecone-client==2.2.4 numpy", ["pinecone-client==2.2.4", "numpy"]],
    ["!pip3 install \"a[b]>=1, <2\" 'c'\nx", ["a[b]>=1, <2", "c"]],
    ['%pip install "alpha[b]"==1.0 x', ["alpha[b] ==1.0", "x"]],
    ["!python -m pip install alpha \\\n  beta \\\n  --upgrade gamma", ["alpha", "beta", "gamma"]],
    ["  !uv pip install -r requirements.txt -i https://x.org/simple beta", ["beta"]],
    ["!{sys.executable} -m pip install -U alpha", ["alpha"]],
    ["!sudo pip3.11 install alpha", ["alpha"]],
    ["pip install a\n# %pip install b\n%pip list", []],
  ];
  for (const [code, packages] of cases) {
    it(code.replaceAll("\n", "↵"), () => {
      const text = requirementsIn(code);
      assert.deepEqual(
        text
          ?.split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== "") ?? [],
        packages,
      );
      assert.equal(text?.length ?? code.length, code.length);
      for (const each of packages) assert.equal(text?.indexOf(each), code.replaceAll('"', " ").indexOf(each));
    });
  }
});

describe("a notebook's requirements", () => {
  /** The command after the word `part` became `by`; undefined where it is not corrected. */
  function corrected(command: string, part: string, by: string): string | undefined {
    const file = notebook([cell([`${command}\n`, "x"])]);
    const { requirements } = viewOf(file);
    assert.ok(requirements);
    const [start, end] = rangeOf(requirements.text, part);
    const place = { offset: start, line: 0, column: 0 };
    const span = { start: place, end: place };
    const edits = requirements.locate({ span, message: "", next: "", edits: [{ start, end, text: by }] })?.edits;
    if (edits === undefined) return undefined;
    const [after] = JSON.parse(applied(file, edits)).cells as { source: string[] }[];
    return after?.source[0]?.trimEnd();
  }

  const cases: readonly (readonly [command: string, part: string, by: string, after: string | undefined])[] = [
    ["%pip install alpha==1 x", "alpha==1", "beta==2", "%pip install beta==2 x"],
    ["!pip install alpha x", "alpha", "beta>=2,<3", '!pip install "beta>=2,<3" x'],
    ['%pip install "alpha[b]"==1.0', "alpha", "beta", '%pip install "beta[b]"==1.0'],
    ['%pip install "alpha==1"', "==1", ">=2,<3", '%pip install "alpha>=2,<3"'],
    ['%pip install "alpha[b]"==1.0', "alpha[b] ==1.0", "beta", undefined],
    ['%pip install "alpha[b]"==1.0', "==1.0", ">=2", undefined],
  ];
  for (const [command, part, by, after] of cases) {
    it(`${command}: ${part} -> ${by}`, () => assert.equal(corrected(command, part, by), after));
  }

  it("get a version behind the name, in quotes", () => {
    const file = notebook([cell(["!pip install alpha"])]);
    const { requirements } = viewOf(file);
    const end = (requirements?.text.indexOf("alpha") ?? 0) + "alpha".length;
    const place = { offset: end, line: 0, column: 0 };
    const found = {
      span: { start: place, end: place },
      message: "",
      next: "",
      edits: [{ start: end, end, text: ">=2" }],
    };
    const edits = requirements?.locate(found)?.edits ?? [];
    assert.equal(applied(file, edits), file.replace("alpha", '\\"alpha>=2\\"'));
  });
});

describe("withoutMagics", () => {
  const cases: readonly (readonly [name: string, cell: string, code: string])[] = [
    ["a line", "%time x\ny", "0      \ny"],
    ["a command, in a block", "if a:\n    !ls -l\n", "if a:\n    0     \n"],
    ["one that goes on", "!pip install \\\n  a \\\n  b\nc", "0             \n0    \n0  \nc"],
    ["an answer", "x = !ls", "x = 0  "],
    ["help", "?print\nprint??\n", "0     \n0      \n"],
    ["a cell of Python", "%%time\nx", "0     \nx"],
    ["a cell in another language", "%%bash\nls\r\n", "      \n  \r\n"],
    ["no magic: an operator on a line of its own", "x = (a\n  % b\n  != c)", "x = (a\n  % b\n  != c)"],
    ["no magic: in a string of many lines", 's = """\n%time\n!ls\n"""', 's = """\n%time\n!ls\n"""'],
  ];
  for (const [name, code, expected] of cases) it(name, () => assert.equal(withoutMagics(code), expected));
});

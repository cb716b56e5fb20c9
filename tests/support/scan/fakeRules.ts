import type { SgNode } from "@ast-grep/napi";
import type { Level, RuleFacts, Step } from "../../../provider/src/scan/finding";
import type { ManifestReader } from "../../../provider/src/scan/manifests/manifest";
import type { Rules } from "../../../provider/src/scan/reading/rules";
import { type Handle, type Imported, ruleSet, type SourceFile } from "../../../provider/src/scan/rule";
import { replaceNode, spanOf } from "../../../provider/src/scan/span";

// A few rules that are just enough to drive the core of the scanner: real ones have their own tests.

export const facts = (id: string, level: Level, step: Step): RuleFacts => ({
  ...{ id, level, step, title: `Title of ${id}`, help: `Help of **${id}**.` },
});

const capture = (file: SourceFile, pattern: string, name: string): [SgNode, string][] =>
  file.root.findAll({ rule: { pattern } }).map((node) => [node, node.getMatch(name)?.text() ?? ""]);

/** Names that stand for an index: `x = pinecone.Index(...)`, and imports that lead to one. */
function bind(file: SourceFile, imported: Imported): ReadonlyMap<string, Handle> {
  const names = new Map<string, Handle>();
  for (const [, name] of capture(file, "$X = pinecone.Index($$$)", "X")) names.set(name, "index");
  for (const node of file.root.findAll({ rule: { kind: "import_from_statement" } })) {
    const module = node.field("module_name")?.text() ?? "";
    for (const name of node.fieldChildren("name").map((each) => each.text())) {
      const handle = imported(module, name);
      if (handle !== undefined) names.set(name, handle);
    }
  }
  return names;
}

const moduleNames = (file: SourceFile): string[] =>
  file.root.findAll({ rule: { kind: "import_from_statement" } }).map((node) => node.field("module_name")?.text() ?? "");

export const FAKE_PYTHON = ruleSet<ReadonlyMap<string, Handle>>({
  languages: ["python"],
  bind,
  exports: (_, names) => names,
  imports: moduleNames,
  candidates(path, specifier) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const module = specifier.replace(/^\./, "").replaceAll(".", "/");
    return module === "" ? [`${folder}__init__.py`] : [`${folder}${module}.py`, `${folder}${module}/__init__.py`];
  },
  rules: [
    {
      ...facts("python/old-init", "error", "adapt-code"),
      *find(file) {
        for (const [node] of capture(file, "pinecone.init($$$A)", "A")) {
          yield {
            ...{ span: spanOf(node), message: "`pinecone.init` is gone", next: "make a client" },
            edits: [replaceNode(node, "pc = Pinecone()")],
          };
        }
      },
    },
    {
      ...facts("python/write", "note", "capture"),
      *find(file, names) {
        for (const [node, name] of capture(file, "$I.upsert($$$)", "I")) {
          if (names.has(name)) yield { span: spanOf(node), message: `writes to \`${name}\``, next: "capture it" };
        }
      },
    },
    {
      ...facts("python/breaks", "warning", "repoint"),
      find(file) {
        if (file.text.includes("break_the_rule")) throw new TypeError("no such\n  thing");
        return [];
      },
    },
  ],
});

export const FAKE_REQUIREMENTS: ManifestReader = {
  name: "requirements.txt",
  matches: (path) => path.endsWith("requirements.txt"),
  *read(_, text) {
    if (text.includes("!!")) throw new SyntaxError("line 1 is no requirement");
    const start = text.indexOf("pinecone-client");
    if (start === -1) return;
    const before = text.slice(0, start).split("\n");
    const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    const end = start + "pinecone-client".length;
    const rule = facts("python/renamed", "warning", "update-sdk");
    const span = { start: { offset: start, line, column }, end: { offset: end, line, column: column + end - start } };
    yield {
      rule,
      found: { span, message: "was renamed", next: "rename it", edits: [{ start, end, text: "pinecone" }] },
    };
  },
};

export const FAKE_RULES: Rules = {
  sets: [FAKE_PYTHON],
  readers: [FAKE_REQUIREMENTS],
  facts: [...FAKE_PYTHON.facts, facts("python/renamed", "warning", "update-sdk")],
};

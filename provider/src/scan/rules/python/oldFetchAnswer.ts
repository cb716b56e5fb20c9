import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argumentsOf } from "./arguments";
import { callsOf, type PythonBindings, type PythonNames } from "./bindings";
import { foundAt } from "./foundAt";
import { stretchOf } from "./names/scopes";

const FIELDS = ["vectors", "namespace"];

const NEXT = "read its fields as attributes: `.vectors`";

export const oldFetchAnswer: CodeRule<PythonBindings> = {
  id: "python/old-fetch-answer",
  level: "error",
  step: "adapt-code",
  title: "Fetched records are read as if in a dict",
  help:
    'Up to version 3 the answer of `index.fetch` could be read both ways, `["vectors"]` and `.vectors`. In version 7 it is a ' +
    'plain object: `["vectors"]`, `.get("vectors")` and `.to_dict()` fail. `.vectors` works in all. (The records ' +
    'themselves and the answer of `query` still take `["metadata"]` and `["matches"]`.) Source: `FetchResponse` of pinecone ' +
    "7.3.0, tried with 7.3.0, 8.0.0 and 9.0.1.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined || callsOf(bindings, "index", ["fetch"]).length === 0) return;
    for (const node of file.root.findAll({ rule: { any: [{ kind: "subscript" }, { kind: "call" }] } })) {
      const found = node.kind() === "subscript" ? bySubscript(node, bindings) : byMethod(node, bindings);
      if (found !== undefined) yield found;
    }
  },
};

function bySubscript(node: SgNode, bindings: PythonNames): Found | undefined {
  const [answer, key, ...more] = node.namedChildren();
  const field = key === undefined ? undefined : fieldOf(key);
  if (answer === undefined || field === undefined || more.length > 0 || !isRecords(answer, bindings)) return undefined;
  return found(node, answer, field);
}

function byMethod(node: SgNode, bindings: PythonNames): Found | undefined {
  const callee = node.field("function");
  const method = callee?.kind() === "attribute" ? callee.field("attribute")?.text() : undefined;
  const answer = callee?.field("object");
  if ((method !== "get" && method !== "to_dict") || !answer || !isRecords(answer, bindings)) return undefined;
  if (method === "to_dict") return foundAt(node, "the answer of `fetch` has no `to_dict` in version 7", NEXT);
  const { positional, keywords } = argumentsOf(node);
  const [key] = positional;
  const field = key && fieldOf(key);
  return field !== undefined && positional.length === 1 && keywords.size === 0 ? found(node, answer, field) : undefined;
}

function found(node: SgNode, answer: SgNode, field: string): Found {
  const edits: Edit[] = [{ start: stretchOf(answer).end, end: stretchOf(node).end, text: `.${field}` }];
  return foundAt(node, "the answer of `fetch` is no dict in version 7", NEXT, edits);
}

function fieldOf(key: SgNode): string | undefined {
  return key.kind() === "string" ? FIELDS.find((field) => key.text().slice(1, -1) === field) : undefined;
}

function isRecords(node: SgNode, { evaluator }: PythonNames): boolean {
  const value = evaluator.value(node);
  return value?.kind === "answer" && value.to === "records";
}

import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings, type PythonNames } from "./bindings";
import { foundAt } from "./foundAt";
import { stretchOf } from "./names/scopes";
import type { Value } from "./names/values";

type ListAnswer = Extract<Value, { kind: "answer" }>;

/** Methods of a client that take an index's name first. */
const BY_NAME =
  /^(Index|index|describe_index|delete_index|configure_index|has_index|describe_collection|delete_collection)$/;

const NEXT = "ask the answer for the names: `.names()`";

export const oldListAnswer: CodeRule<PythonBindings> = {
  id: "python/old-list-answer",
  level: "error",
  step: "adapt-code",
  title: "A list of indexes or collections is used as a list of names",
  help:
    "Up to version 2 `list_indexes` and `list_collections` gave names. From 3.0.0 on they give descriptions: " +
    '`"docs" in pc.list_indexes()` is always false, without an error, and the index is created once more. ' +
    "`.names()` gives the names. Source: `pinecone/models/index_list.py` of pinecone-client 3.2.2, the same in 7.3.0.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    const asked = callsOf(bindings, ["module", "client"], ["list_indexes", "list_collections"]);
    if (asked.length === 0) return;
    for (const call of asked.filter(({ target }) => target === "module")) {
      if (call.node.parent()?.kind() === "attribute") continue;
      yield foundAt(
        call.node,
        `\`${call.name}\` gives descriptions from version 3 on, not names`,
        NEXT,
        names(call.node),
      );
    }
    if (asked.every(({ target }) => target === "module")) return;
    yield* comparisons(file, bindings);
    yield* loops(file, bindings);
    yield* items(file, bindings);
  },
};

/** An answer of a client, which is not a list of names; the old function's is reported where it is asked. */
function listAnswer(bindings: PythonNames, node: SgNode | null | undefined): ListAnswer | undefined {
  const value = node ? bindings.evaluator.value(node) : undefined;
  const isList = value?.kind === "answer" && (value.to === "indexes" || value.to === "collections");
  return isList && !value.old ? value : undefined;
}

/** `name in pc.list_indexes()` */
function* comparisons(file: SourceFile, bindings: PythonNames): Iterable<Found> {
  for (const node of file.root.findAll({ rule: { kind: "comparison_operator" } })) {
    const [, operator, right, ...more] = node.children();
    const isIn = operator?.kind() === "in" || operator?.kind() === "not in";
    if (!isIn || right === undefined || more.length > 0 || listAnswer(bindings, right) === undefined) continue;
    yield foundAt(node, "a name is never `in` this answer, which holds descriptions", NEXT, names(right));
  }
}

/** `for name in pc.list_indexes()`, if the name is used as one. */
function* loops(file: SourceFile, bindings: PythonNames): Iterable<Found> {
  for (const loop of file.root.findAll({ rule: { any: [{ kind: "for_statement" }, { kind: "for_in_clause" }] } })) {
    const left = loop.field("left");
    const right = loop.field("right");
    if (left?.kind() !== "identifier" || right === null || listAnswer(bindings, right) === undefined) continue;
    const body = loop.kind() === "for_statement" ? loop : (loop.parent() ?? loop);
    const uses = body.findAll({ rule: { kind: "identifier", regex: `^${left.text()}$` } });
    if (uses.some(isDescription) || !uses.some((use) => isName(use, bindings))) continue;
    yield foundAt(right, "this loop runs over descriptions, and takes them for names", NEXT, names(right));
  }
}

/** `pc.Index(pc.list_indexes()[0])` */
function* items(file: SourceFile, bindings: PythonNames): Iterable<Found> {
  for (const node of file.root.findAll({ rule: { kind: "subscript" } })) {
    const list = node.field("value");
    if (!isName(node, bindings) || list === null || listAnswer(bindings, list) === undefined) continue;
    yield foundAt(node, "this is a description, and is taken for a name", NEXT, names(list));
  }
}

/** `index.name`, `index["name"]` */
function isDescription(use: SgNode): boolean {
  const above = use.parent();
  const kind = above?.kind();
  return (
    (kind === "attribute" && above?.field("object")?.id() === use.id()) ||
    (kind === "subscript" && above?.field("value")?.id() === use.id())
  );
}

/** Compared with something, or given to a method that takes a name. */
function isName(use: SgNode, { evaluator }: PythonNames): boolean {
  const above = use.parent();
  if (above?.kind() === "comparison_operator") return true;
  const call = above?.kind() === "argument_list" ? above.parent() : undefined;
  const callee = call?.field("function");
  if (callee?.kind() !== "attribute" || !BY_NAME.test(callee.field("attribute")?.text() ?? "")) return false;
  const on = callee.field("object");
  const value = on === null ? undefined : evaluator.value(on);
  return value?.kind === "client" || value?.kind === "module";
}

/** Asks an answer for its names; what stands within `list(...)` or is awaited is left to people or put in parentheses. */
function names(answer: SgNode): Edit[] | undefined {
  const { start, end } = stretchOf(answer);
  const kind = answer.kind();
  if (kind === "await") {
    return [
      { start, end: start, text: "(" },
      { start: end, end, text: ").names()" },
    ];
  }
  const callee = kind === "call" ? answer.field("function") : undefined;
  const wrapped = callee?.kind() === "identifier" && !/^list_(indexes|collections)$/.test(callee.text());
  return wrapped || kind === "parenthesized_expression" ? undefined : [{ start: end, end, text: ".names()" }];
}

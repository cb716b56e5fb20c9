import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule } from "../../rule";
import { replaceNode, spanOf } from "../../span";
import type { Bindings } from "./names/bindings";
import { argumentsOf, isOptional, keyText, memberName, optionalChain } from "./names/syntax";

type Key = "indexes" | "collections";

/** Methods of an array that give a function each element. */
const EACH = ["map", "forEach", "filter", "find", "some", "every", "findIndex", "flatMap"];

const OF_ARRAYS = new Set([
  ...EACH,
  "includes",
  "indexOf",
  "length",
  "at",
  "slice",
  "join",
  "concat",
  "reduce",
  "sort",
  "entries",
  "values",
  "keys",
  "pop",
  "shift",
  "push",
  "findLast",
]);

const USES = {
  rule: {
    any: [
      { kind: "member_expression" },
      { kind: "subscript_expression" },
      { kind: "for_in_statement" },
      { kind: "spread_element" },
      { kind: "array_pattern" },
    ],
  },
};

/** Using the answer of listIndexes as an array. */
export const OLD_LIST_ANSWER: CodeRule<Bindings | undefined> = {
  id: "javascript/old-list-answer",
  level: "error",
  step: "adapt-code",
  title: "listIndexes() used as an array",
  help:
    "Up to 1.x `listIndexes()` and `listCollections()` gave an array (of names in 0.x, of `{ name }` in 1.x). From 2.0.0 on " +
    "they give `{ indexes: [...] }` and `{ collections: [...] }`, with the whole descriptions. Fixed where the elements " +
    "are used by their `name`, or counted. (Source: the client's v2 migration guide, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined || !/\blist(?:Indexes|Collections)\b/.test(file.text)) return;
    for (const node of file.root.findAll(USES)) {
      const list = listOf(node);
      if (list !== undefined) yield* findingOf(bindings, node, list);
    }
  },
};

/** The expression that a node uses as an array. */
function listOf(node: SgNode): SgNode | undefined {
  const kind = node.kind();
  if (kind === "for_in_statement") return node.field("right") ?? undefined;
  if (kind === "spread_element") return node.namedChildren()[0];
  if (kind === "array_pattern") {
    const holder = node.parent();
    return (holder?.kind() === "variable_declarator" ? holder.field("value") : undefined) ?? undefined;
  }
  if (kind === "subscript_expression") return node.field("object") ?? undefined;
  return OF_ARRAYS.has(memberName(node) ?? "") ? (node.field("object") ?? undefined) : undefined;
}

function* findingOf({ evaluation }: Bindings, node: SgNode, list: SgNode): Generator<Found> {
  const kind = evaluation.kindOf(list);
  if (kind?.is !== "indexes" && kind?.is !== "collections") return;
  const index = node.kind() === "subscript_expression" ? memberName(node) : undefined;
  if (index === kind.is) return;
  const edits = kind.old ? undefined : fix(node, list, kind.is);
  yield {
    span: spanOf(list),
    message: `\`${kind.is === "indexes" ? "listIndexes" : "listCollections"}()\` gives \`{ ${kind.is}: [...] }\` since 2.0.0, and no array`,
    next: `use its \`${kind.is}\`, whose elements are descriptions with a \`name\``,
    ...(edits === undefined ? {} : { edits }),
  };
}

/** The list itself in the place of the answer, empty where there is none, as types want it. */
function fix(node: SgNode, list: SgNode, key: Key): Edit[] | undefined {
  if (!isCertain(node)) return undefined;
  if (node.kind() === "member_expression" && isOptional(node)) return chained(node, list, key);
  const inner = list.kind() === "await_expression" ? `(${list.text()})` : list.text();
  return [replaceNode(list, node.kind() === "for_in_statement" ? `${inner}.${key} ?? []` : `(${inner}.${key} ?? [])`)];
}

/** `list?.map(f)` -> `list?.indexes?.map(f)`: parentheses would end the chain, and an empty list is no `undefined`. */
function chained(member: SgNode, list: SgNode, key: Key): Edit[] {
  const end = list.range().end.index;
  if (optionalChain(member) !== undefined) return [{ start: end, end, text: `?.${key}` }];
  const dots = member.children().filter((child) => child.kind() === ".");
  return [{ start: end, end, text: `.${key}` }, ...dots.map((dot) => replaceNode(dot, "?."))];
}

function isCertain(node: SgNode): boolean {
  if (node.kind() === "for_in_statement") {
    const left = node.field("left");
    return left !== null && namesOnly(left, node.field("body"));
  }
  if (node.kind() !== "member_expression") return false;
  const method = memberName(node) ?? "";
  if (method === "length") return true;
  const call = node.parent();
  const [callback] = call?.kind() === "call_expression" ? argumentsOf(call) : [];
  if (!EACH.includes(method) || callback?.kind() !== "arrow_function") return false;
  const single = callback.field("parameter");
  const [first] = callback.field("parameters")?.namedChildren() ?? [];
  const parameter = single ?? first?.field("pattern") ?? first ?? null;
  return parameter !== null && namesOnly(parameter, callback.field("body"));
}

/** Whether an element is used by its `name` and nothing else: 0.x gave names, 1.x objects. */
function namesOnly(pattern: SgNode, body: SgNode | null): boolean {
  if (pattern.kind() === "object_pattern") {
    const keys = pattern.namedChildren().map((part) => keyText(part.field("key")) ?? part.text());
    return keys.length === 1 && keys[0] === "name";
  }
  if (pattern.kind() !== "identifier" || body === null) return false;
  const name = pattern.text();
  const uses = [body, ...body.findAll({ rule: { kind: "identifier" } })].filter(
    (each) => each.kind() === "identifier" && each.text() === name,
  );
  return (
    uses.length > 0 &&
    uses.every(
      (each) => each.parent()?.kind() === "member_expression" && memberName(each.parent() as SgNode) === "name",
    )
  );
}

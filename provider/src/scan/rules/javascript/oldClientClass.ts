import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode, spanOf } from "../../span";
import { removeItem, removeStatement, textWith } from "./edits";
import { type Bindings, clientCalls, type MethodCall } from "./names/bindings";
import { argumentsOf, propertiesOf, unwrapped } from "./names/syntax";
import { isGivenAwayByClass } from "./oldIndexCall";
import { renamedClass } from "./renamedClass";

/** `new PineconeClient()` and its `init`. */
export const OLD_CLIENT_CLASS: CodeRule<Bindings | undefined> = {
  id: "javascript/old-client-class",
  level: "error",
  step: "adapt-code",
  title: "Client class of 0.x",
  help:
    "`PineconeClient` with its asynchronous `init({ apiKey, environment })` is the client of `@pinecone-database/pinecone` " +
    "0.x; 2.0.0 has no such class. Write `new Pinecone({ apiKey })`: there is no second step, and no environment. Fixed " +
    "where `init` follows the constructor at once. (Source: the client's v1 and v2 migration guides, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined || !file.text.includes("PineconeClient")) return;
    const made = file.root
      .findAll({ rule: { kind: "new_expression" } })
      .filter((node) => isOldClass(node.field("constructor"), bindings));
    const inits = clientCalls(bindings, "init").filter(({ kind }) => kind?.is === "client" && kind.old);
    const pairs = made.map((node) => ({ node, init: initAfter(node, inits) }));
    yield* findings(file, bindings, pairs, inits);
  },
};

interface Pair {
  readonly node: SgNode;
  readonly init: MethodCall | undefined;
}

function* findings(
  file: SourceFile,
  bindings: Bindings,
  pairs: readonly Pair[],
  inits: readonly MethodCall[],
): Generator<Found> {
  const rename = renamedClass(file, bindings);
  const made = pairs.map((pair) => replacement(file, pair));
  const single = inits.filter((init) => !pairs.some((pair) => pair.init === init));
  // The class can be renamed only where every place that uses it comes out right.
  const mended = single.length === 0 && made.every((edits) => edits !== undefined);
  const fits = rename !== undefined && mended && !isGivenAwayByClass(file, bindings);
  for (const [at, { node }] of pairs.entries()) {
    const edits = fits ? { edits: [...rename.edits, ...(made[at] ?? [])] } : {};
    yield {
      span: spanOf(node),
      message: `\`PineconeClient\` is the client of 0.x and gone since 2.0.0`,
      next: NEXT,
      ...edits,
    };
  }
  for (const { node } of single) {
    yield { span: spanOf(node), message: "the client of 2.0.0 and newer has no `init`", next: NEXT };
  }
  if (pairs.length > 0 || single.length > 0 || rename === undefined) return;
  for (const node of rename.imports) {
    const message = "`PineconeClient` is the client of 0.x and gone since 2.0.0";
    yield { span: spanOf(node), message, next: "import `Pinecone`", edits: rename.edits };
  }
}

const NEXT = "write `new Pinecone({ apiKey })`, without `init` and without an environment";

function isOldClass(node: SgNode | null, { evaluation }: Bindings): boolean {
  const kind = node === null ? undefined : evaluation.kindOf(node);
  return kind?.is === "class" && kind.of === "old-client";
}

/** The `init` in the statement right after the one that makes the client. */
function initAfter(node: SgNode, inits: readonly MethodCall[]): MethodCall | undefined {
  const holder = node.parent();
  const target =
    holder?.kind() === "variable_declarator"
      ? holder.field("name")
      : holder?.kind() === "assignment_expression"
        ? holder.field("left")
        : null;
  const statement = statementOf(holder);
  const next = statement?.nextAll().find((sibling) => sibling.kind() !== "comment");
  if (target === null || next?.kind() !== "expression_statement") return undefined;
  const [only] = next.namedChildren();
  const call = only === undefined ? undefined : unwrapped(only);
  return inits.find((init) => init.node.id() === call?.id() && init.object.text() === target.text());
}

function statementOf(node: SgNode | null): SgNode | undefined {
  let now = node;
  while (now !== null && !["program", "statement_block"].includes(String(now.parent()?.kind()))) now = now.parent();
  if (now === null) return undefined;
  const names = now.kind() === "export_statement" ? now.field("declaration") : now;
  // `const a = new PineconeClient(), b = 1` is left to a person.
  return (names?.namedChildren() ?? []).filter((child) => child.kind() === "variable_declarator").length > 1
    ? undefined
    : now;
}

/** The constructor with `init`'s key, and `init` taken away; undefined where that can't be told. */
function replacement(file: SourceFile, { node, init }: Pair): Edit[] | undefined {
  const given = argumentsOf(node);
  const list = node.field("arguments");
  if (init === undefined) return given.length === 1 ? [] : undefined;
  const [options, ...more] = init.arguments;
  const statement = init.node.ancestors().find((each) => each.kind() === "expression_statement");
  if (given.length > 0 || list === null || options?.kind() !== "object" || more.length > 0 || statement === undefined) {
    return undefined;
  }
  const { properties, open } = propertiesOf(options);
  const names = properties.map(({ name }) => name);
  if (open || !names.includes("apiKey") || !names.every((name) => name === "apiKey" || name === "environment")) {
    return undefined;
  }
  const dropped = properties
    .filter(({ name }) => name === "environment")
    .map((each) => removeItem(file.text, each.node));
  return [replaceNode(list, `(${textWith(options, dropped)})`), removeStatement(file.text, statement)];
}

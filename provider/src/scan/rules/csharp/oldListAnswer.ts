import type { SgNode } from "@ast-grep/napi";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode } from "../../span";
import { type Call, callsOn, found } from "../typed/calls";
import { CLIENT, type CSharpNames, partsOf } from "./names";

const MESSAGE = "`ListIndexes` gives descriptions since Pinecone.NET 2.0.0, and gave names before";

export const OLD_LIST_ANSWER: CodeRule<CSharpNames | undefined> = {
  id: "csharp/old-list-answer",
  level: "error",
  step: "adapt-code",
  title: "List of indexes as names",
  help:
    "The community's `ListIndexes()` gave `IndexName[]` or `string[]` in 1.x, and gives `IndexDetails[]` since 2.0.0: read " +
    "`Name`. The type `IndexName` is gone. `--fix` rewrites `Contains(name)`. Source: Pinecone.NET's sources at 1.0.0, 1.4.0 " +
    "and 2.0.0.",
  *find(file, names) {
    if (names === undefined) return;
    const lists = names.calls.filter(({ on, name }) => on === "Pinecone.IndexDetails[]" && name === "Contains");
    for (const call of lists)
      yield found(call.nameNode, MESSAGE, "Compare with each one's `Name`", anyNamed(call, file));
    for (const { node, nameNode } of callsOn(names.calls, CLIENT, new Set(["ListIndexes"])))
      if (isTakenForNames(node, names)) yield found(nameNode, MESSAGE, "Read each one's `Name`");
    for (const node of file.root.findAll({ rule: { kind: "identifier", regex: "^IndexName$" } }))
      if (isType(node) && names.types.named(node) === "Pinecone.IndexName")
        yield found(node, "`IndexName` is gone since Pinecone.NET 1.4.0", "Write `string`", renamed(node));
  },
};

/** `Contains(name)` -> `Any(each => each.Name == name)`, where `each` names nothing else. */
function anyNamed({ nameNode, args, node }: Call, file: SourceFile) {
  const list = node.field("arguments");
  const name = args[0] === undefined ? undefined : partsOf(args[0]).value;
  if (list === null || name === undefined || args.length !== 1 || /\beach\b/.test(file.text)) return undefined;
  return [replaceNode(nameNode, "Any"), replaceNode(list, `(each => each.Name == ${name.text()})`)];
}

/** `foreach (string name in await client.ListIndexes())`, `string[] names = await client.ListIndexes()`. */
function isTakenForNames(call: SgNode, { types }: CSharpNames): boolean {
  const awaited = call.parent()?.kind() === "await_expression" ? call.parent() : call;
  const parent = awaited?.parent();
  const declaration = parent?.kind() === "variable_declarator" ? parent.parent() : parent;
  const type = types.named(declaration?.field("type") ?? null) ?? "";
  return /^(?:string|Pinecone\.IndexName)(?:\[\])?$/.test(type);
}

function isType(node: SgNode): boolean {
  const parent = node.parent();
  return (
    ["type", "returns"].some((field) => parent?.field(field)?.id() === node.id()) || parent?.kind() === "array_type"
  );
}

/** `new IndexName(x)` has to go with its type, so that only declared types are renamed. */
function renamed(node: SgNode) {
  return node.parent()?.kind() === "object_creation_expression" ? undefined : [replaceNode(node, "string")];
}

import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode } from "../../span";
import { type Call, found } from "../typed/calls";
import type { GoNames } from "./names";
import { HOST } from "./returns";

/** The fields that the arguments became. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Index: ["Host"],
  IndexWithNamespace: ["Host", "Namespace"],
  IndexWithAdditionalMetadata: ["Host", "Namespace", "AdditionalMetadata"],
};

export const OLD_INDEX_CONNECTION: CodeRule<GoNames | undefined> = {
  id: "go/old-index-connection",
  level: "error",
  step: "adapt-code",
  title: "Connection made by a plain host",
  help:
    "Up to 0.x `pc.Index(host)`, `pc.IndexWithNamespace(host, namespace)` and `pc.IndexWithAdditionalMetadata` made a " +
    "connection; since 1.0.0 (2024-08-06) `pc.Index(pinecone.NewIndexConnParams{Host: host, Namespace: namespace})` does. " +
    "The connection's field `Namespace` is a method since 4.0.0. Source: go-pinecone's README and sources at v0.4.1, " +
    "v1.0.0 and v4.1.4.",
  *find(file, names) {
    if (names === undefined) return;
    for (const call of names.calls) {
      const fields = FIELDS[call.name];
      if (fields === undefined || call.args.length !== fields.length || !isOld(call, names)) continue;
      const next = `Write \`Index(${names.alias}.NewIndexConnParams{Host: ...})\``;
      yield found(call.nameNode, `\`${call.name}\` takes parameters since 1.0.0`, next, edits(call, fields, names));
    }
    for (const field of namespacesOf(file, names)) {
      const isSet = field.parent()?.parent()?.kind() === "expression_list" && isAssigned(field);
      const end = field.range().end.index;
      const message = "The connection's `Namespace` is a method since 4.0.0";
      yield isSet
        ? found(field, message, "Take a connection of the namespace by `WithNamespace`")
        : found(field, message, "Write `Namespace()`", [{ start: end, end, text: "()" }]);
    }
  },
};

/** A host is a string; where the file doesn't tell a type, its name does. */
function isOld({ on, name, args }: Call, { types }: GoNames): boolean {
  if (name !== "Index") return on === "pinecone.Client" || on === undefined;
  const [host] = args;
  if (on !== "pinecone.Client" || host === undefined) return false;
  const type = types.of(host);
  return type === undefined ? /host$/i.test(host.text()) : type === "string" || type === HOST;
}

function edits({ nameNode, args }: Call, fields: readonly string[], { alias }: GoNames): Edit[] {
  const end = args.at(-1)?.range().end.index ?? 0;
  const labels = args.map((argument, at) => {
    const start = argument.range().start.index;
    return { start, end: start, text: `${at === 0 ? `${alias}.NewIndexConnParams{` : ""}${fields[at]}: ` };
  });
  const renamed = nameNode.text() === "Index" ? [] : [replaceNode(nameNode, "Index")];
  return [...renamed, ...labels, { start: end, end, text: "}" }];
}

/** `connection.Namespace` where it isn't called. */
function namespacesOf(file: SourceFile, { types }: GoNames): SgNode[] {
  return file.root.findAll({ rule: { kind: "selector_expression", regex: "\\.Namespace$" } }).flatMap((node) => {
    const field = node.field("field");
    const isCalled = node.parent()?.kind() === "call_expression" && node.next()?.kind() === "argument_list";
    const owner = types.ownerOf(node);
    return field !== null && !isCalled && owner === "pinecone.IndexConnection" ? [field] : [];
  });
}

function isAssigned(field: SgNode): boolean {
  const list = field.parent()?.parent();
  const statement = list?.parent();
  return statement?.kind() === "assignment_statement" && statement.field("left")?.id() === list?.id();
}

import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";
import { argumentsOf, type Call, type Creation } from "../typed/calls";
import { DISTINCT } from "./returns";
import { GoTypes } from "./types";

/** The vendor's module at every major: `github.com/pinecone-io/go-pinecone/v4/pinecone`. */
const IMPORT = /^github\.com\/pinecone-io\/go-pinecone(?:\/v(\d+))?\/pinecone$/;

/** What the types of a file's names tell. */
export interface GoNames {
  /** The string of the import. */
  readonly path: SgNode;
  /** The major in the import path; 0 where it has none, which is so up to 1.x. */
  readonly major: number;
  /** The name that the file knows the package by. */
  readonly alias: string;
  readonly types: GoTypes;
  readonly calls: readonly Call[];
  /** Methods that are handed on: `write := conn.UpsertVectors`; without arguments. */
  readonly references: readonly Call[];
  /** `pinecone.T{...}`; the arguments are its elements. */
  readonly creations: readonly Creation[];
}

/** Undefined for a file without the vendor's package. */
export function bindGo(file: SourceFile): GoNames | undefined {
  if (!file.text.includes("pinecone-io/go-pinecone")) return undefined;
  for (const spec of file.root.findAll({ rule: { kind: "import_spec" } })) {
    const path = spec.field("path");
    const match = IMPORT.exec(path?.text().slice(1, -1) ?? "");
    if (path === null || match === null) continue;
    const alias = spec.field("name")?.text() ?? "pinecone";
    if (alias === "_" || alias === ".") continue;
    const types = new GoTypes(file.root, alias);
    return { path, major: Number(match[1] ?? 0), alias, types, ...read(file.root, types) };
  }
  return undefined;
}

function read(root: SgNode, types: GoTypes): Pick<GoNames, "calls" | "references" | "creations"> {
  return {
    references: root.findAll({ rule: { kind: "selector_expression" } }).flatMap((node) => referenceOf(node, types)),
    calls: root.findAll({ rule: { kind: "call_expression" } }).flatMap((node) => {
      const called = node.field("function");
      if (called?.kind() !== "selector_expression") return [];
      const [receiver, nameNode] = [called.field("operand"), called.field("field")];
      if (receiver === null || nameNode === null) return [];
      const args = argumentsOf(node.field("arguments"));
      return [{ node, name: nameNode.text(), nameNode, on: types.ownerOf(called), receiver, args }];
    }),
    creations: root.findAll({ rule: { kind: "composite_literal" } }).flatMap((node) => {
      const [type, args] = [types.named(node.field("type")), argumentsOf(node.field("body"))];
      if (type?.startsWith("[]pinecone.")) return elided(type.slice(2), args);
      return type?.startsWith("pinecone.") ? [{ node, type, args }] : [];
    }),
  };
}

function referenceOf(node: SgNode, types: GoTypes): Call[] {
  const [receiver, nameNode] = [node.field("operand"), node.field("field")];
  if (receiver === null || nameNode === null || !DISTINCT.test(nameNode.text())) return [];
  const above = node.parent();
  if (above?.kind() === "call_expression" && above.field("function")?.id() === node.id()) return [];
  return [{ node, name: nameNode.text(), nameNode, on: types.ownerOf(node), receiver, args: [] }];
}

/** `[]*pinecone.Vector{{...}, {...}}`: the elements need no type. */
function elided(type: string, elements: readonly SgNode[]): Creation[] {
  return elements.flatMap((element) => {
    const [body] = element.kind() === "literal_element" ? argumentsOf(element) : [];
    return body?.kind() === "literal_value" ? [{ node: body, type, args: argumentsOf(body) }] : [];
  });
}

/** An element of a literal by its field's name. */
export interface Field {
  readonly name: string;
  readonly key: SgNode;
  readonly value: SgNode;
}

export function fieldsOf({ args }: Creation): Field[] {
  return args.flatMap((element) => {
    if (element.kind() !== "keyed_element") return [];
    const [key, value] = argumentsOf(element).map((each) => (each.kind() === "literal_element" ? each.child(0) : each));
    return key && value ? [{ name: key.text(), key, value }] : [];
  });
}

/** Calls of these methods on a connection, and where they are handed on; one that another file hands out counts where no other library's is called so. */
export function connectionCalls({ calls, references }: GoNames, methods: ReadonlySet<string>): Call[] {
  return [...calls, ...references].filter(
    ({ on, name }) =>
      methods.has(name) && (on === "pinecone.IndexConnection" || (on === undefined && DISTINCT.test(name))),
  );
}

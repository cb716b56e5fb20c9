import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";
import { argumentsOf, type Call, type Creation } from "../typed/calls";
import type { TypeName } from "../typed/scopes";
import { JavaClasses } from "./imports";
import { JavaTypes } from "./types";

/** What the types of a file's names tell. */
export interface JavaNames {
  readonly classes: JavaClasses;
  readonly calls: readonly Call[];
  /** Methods that are handed on: `index::deleteByFilter`. */
  readonly references: readonly Call[];
  readonly creations: readonly Creation[];
  /** Types of the vendor's begin with `pinecone.`. */
  typeOf(node: SgNode): TypeName;
}

export function bindJava(file: SourceFile): JavaNames | undefined {
  if (!file.text.includes("io.pinecone") && !file.text.includes("org.openapitools")) return undefined;
  const classes = new JavaClasses(file.root);
  if (!classes.models && !file.text.includes("io.pinecone.")) return undefined;
  const types = new JavaTypes(file.root, classes);
  const calls = file.root.findAll({
    rule: { kind: "method_invocation", has: { field: "object", any: [{ regex: "." }] } },
  });
  const references = file.root.findAll({ rule: { kind: "method_reference" } });
  const made = file.root.findAll({ rule: { kind: "object_creation_expression" } });
  const typeOf = (node: SgNode) => types.of(node);
  return {
    classes,
    typeOf,
    calls: calls.flatMap((node) => callOf(node, typeOf)),
    references: references.flatMap((node) => referenceOf(node, typeOf)),
    creations: made.flatMap((node) => {
      const type = typeOf(node);
      const args = argumentsOf(node.field("arguments"));
      return type?.startsWith("pinecone.") ? [{ node, type, args }] : [];
    }),
  };
}

function callOf(node: SgNode, typeOf: (node: SgNode) => TypeName): Call[] {
  const [nameNode, receiver] = [node.field("name"), node.field("object")];
  if (nameNode === null || receiver === null) return [];
  const args = argumentsOf(node.field("arguments"));
  return [{ node, name: nameNode.text(), nameNode, on: typeOf(receiver), receiver, args }];
}

function referenceOf(node: SgNode, typeOf: (node: SgNode) => TypeName): Call[] {
  const parts = node.namedChildren();
  const [receiver, nameNode] = [parts[0], parts.at(-1)];
  if (receiver === undefined || nameNode === undefined || nameNode.kind() !== "identifier") return [];
  return [{ node, name: nameNode.text(), nameNode, on: typeOf(receiver), receiver, args: [] }];
}

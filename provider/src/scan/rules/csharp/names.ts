import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";
import { argumentsOf, type Call, type Creation } from "../typed/calls";
import { CSharpTypes, calledBy } from "./types";
import { Usings } from "./usings";

/** What the types of a file's names tell. */
export interface CSharpNames {
  readonly types: CSharpTypes;
  /** Their arguments are `argument` nodes, which may have names. */
  readonly calls: readonly Call[];
  readonly creations: readonly Creation[];
}

/** Undefined for a file that doesn't use the namespace `Pinecone`. */
export function bindCSharp(file: SourceFile): CSharpNames | undefined {
  if (!file.text.includes("Pinecone")) return undefined;
  const usings = new Usings(file.root);
  if (!usings.uses) return undefined;
  const types = new CSharpTypes(file.root, usings);
  const kinds = ["object_creation_expression", "implicit_object_creation_expression"];
  return {
    types,
    calls: file.root.findAll({ rule: { kind: "invocation_expression" } }).flatMap((node) => callOf(node, types)),
    creations: file.root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).flatMap((node) => {
      const type = types.of(node);
      return type?.startsWith("Pinecone.") ? [{ node, type, args: argumentsOf(listOf(node)) }] : [];
    }),
  };
}

/** `new(...)` has its arguments without a field's name. */
function listOf(creation: SgNode): SgNode | null {
  const list = creation.children().find((child) => child.kind() === "argument_list");
  return creation.field("arguments") ?? list ?? null;
}

function callOf(node: SgNode, types: CSharpTypes): Call[] {
  const called = calledBy(node);
  if (called?.receiver === undefined) return [];
  const { receiver, name, nameNode } = called;
  const args = argumentsOf(node.field("arguments"));
  return [{ node, name, nameNode, on: types.of(receiver), receiver, args }];
}

/** An argument's name (`topK: 3`), where it has one, and its value. */
export function partsOf(argument: SgNode): { name: string | undefined; value: SgNode | undefined } {
  const [first, second] = argumentsOf(argument);
  return second === undefined ? { name: undefined, value: first } : { name: first?.text(), value: second };
}

/** The argument of a parameter, by its name or else by its place. */
export function argumentFor(args: readonly SgNode[], name: string, at: number): SgNode | undefined {
  const parts = args.map(partsOf);
  const byPlace = parts[at];
  return (parts.find((each) => each.name === name) ?? (byPlace?.name === undefined ? byPlace : undefined))?.value;
}

/** The properties that an initializer sets: `new T { A = 1 }`. */
export function propertiesOf(node: SgNode): { name: string; key: SgNode; value: SgNode }[] {
  const initializer = node.children().find((child) => child.kind() === "initializer_expression");
  return argumentsOf(node.field("initializer") ?? initializer ?? null).flatMap((each) => {
    const [key, value] = [each.field("left"), each.field("right")];
    return each.kind() === "assignment_expression" && key && value ? [{ name: key.text(), key, value }] : [];
  });
}

/** The community's and the official client of an index. */
export const INDEXES: ReadonlySet<string> = new Set(["Pinecone.Index", "Pinecone.IndexClient"]);
export const CLIENT: ReadonlySet<string> = new Set(["Pinecone.PineconeClient"]);

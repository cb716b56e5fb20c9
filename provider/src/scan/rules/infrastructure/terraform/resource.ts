import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";

/** A resource of the vendor's Terraform provider. */
export interface Resource {
  /** Its block. */
  readonly node: SgNode;
  readonly body: SgNode;
  readonly type: string;
  /** Its name in the configuration: `docs` of `pinecone_index.docs`. */
  readonly label: string;
  /** Its name at Pinecone, where it is written as a literal. */
  readonly name: string | undefined;
  /** What an index's `spec` says; left out for other resources, and where it isn't written out. */
  readonly kind?: "pod" | "serverless";
}

const RESOURCES = { rule: { kind: "block", has: { kind: "string_lit", regex: '^"pinecone_(?:index|collection)"$' } } };

/** Arguments of the provider's first version, which had no `spec`. */
const FLAT = ["pod_type", "pods", "replicas"];

/** The vendor's indexes and collections in a file. */
export function resourcesOf(file: SourceFile): readonly Resource[] {
  if (!file.text.includes("pinecone_")) return [];
  return file.root.findAll(RESOURCES).flatMap((node) => resourceOf(node) ?? []);
}

function resourceOf(node: SgNode): Resource | undefined {
  const [keyword, type, label] = node.namedChildren();
  const body = bodyOf(node);
  if (keyword?.text() !== "resource" || type === undefined || label === undefined || body === undefined)
    return undefined;
  const kind = literal(type) === "pinecone_index" ? kindOf(body) : undefined;
  const name = valueIn(body, "name");
  return {
    ...{ node, body, type: literal(type) ?? "", label: literal(label) ?? label.text() },
    name: name === undefined ? undefined : literal(name),
    ...(kind === undefined ? {} : { kind }),
  };
}

function kindOf(body: SgNode): "pod" | "serverless" | undefined {
  const spec = inside(body, "spec");
  if (spec === undefined) {
    const flat = valueIn(body, "spec") === undefined && FLAT.some((name) => valueIn(body, name) !== undefined);
    return flat ? "pod" : undefined;
  }
  if (inside(spec, "pod") !== undefined) return "pod";
  return inside(spec, "serverless") === undefined ? undefined : "serverless";
}

/** What is between a block's braces. */
export function bodyOf(block: SgNode): SgNode | undefined {
  return block.namedChildren().find((child) => child.kind() === "body");
}

/** A block inside a body, by its keyword. */
export function blockIn(body: SgNode, name: string): SgNode | undefined {
  return body.namedChildren().find((child) => child.kind() === "block" && child.namedChildren()[0]?.text() === name);
}

/** The value of an attribute of a body, or of an element of an object. */
export function valueIn(outer: SgNode, name: string): SgNode | undefined {
  for (const child of outer.namedChildren()) {
    const isPair = child.kind() === "attribute" || child.kind() === "object_elem";
    const [key, value] = isPair ? child.namedChildren().filter((part) => part.kind() !== "comment") : [];
    if (key !== undefined && (key.text() === name || key.text() === `"${name}"`)) return value;
  }
  return undefined;
}

/** The object or the block of a name; blocks are written `spec { ... }`, attributes `spec = { ... }`. */
function inside(outer: SgNode, name: string): SgNode | undefined {
  const block = outer.kind() === "body" ? blockIn(outer, name) : undefined;
  if (block !== undefined) return bodyOf(block) ?? block;
  return valueIn(outer, name)?.find({ rule: { kind: "object" } }) ?? undefined;
}

/** A string literal's value, where nothing is put into it. */
export function literal(node: SgNode): string | undefined {
  const string = node.kind() === "string_lit" ? node : node.namedChildren()[0]?.namedChildren()[0];
  if (string?.kind() !== "string_lit" || node.text() !== string.text()) return undefined;
  const parts = string.namedChildren().filter((part) => part.kind() === "template_literal");
  return parts.map((part) => part.text()).join("");
}

import type { SgNode } from "@ast-grep/napi";
import { holdsHandles, type Imported, type SourceFile } from "../../../rule";
import { Evaluation } from "./evaluation";
import type { Kind } from "./kind";
import { ALL, importsOf } from "./modules";
import { argumentsOf, isRelative, memberName } from "./syntax";

/** A call of a method: `object.name(...)`. */
export interface MethodCall {
  readonly node: SgNode;
  readonly name: string;
  /** The node of the method's name. */
  readonly nameNode: SgNode;
  readonly object: SgNode;
  readonly kind: Kind | undefined;
  readonly arguments: readonly SgNode[];
}

/** What the rules ask about a file of which some names stand for Pinecone's. */
export interface Bindings {
  readonly evaluation: Evaluation;
  /** Calls of the methods that rules look at. */
  readonly calls: readonly MethodCall[];
  /** Those inside the arguments of captureWrites: its index and its `connect` need no second look. */
  isCaptured(node: SgNode): boolean;
}

/** Every method that a rule looks at. */
const METHODS = [
  "index|Index|query|fetch|update|upsert|delete1|_delete|deleteOne|deleteMany|deleteAll|upsertRecords|startImport",
  "deleteNamespace|createNamespace|describeIndexStats|createIndex|configureIndex|describeIndex|deleteIndex",
  "createCollection|describeCollection|deleteCollection|init",
].join("|");

/** Undefined for a file that has nothing to do with Pinecone, which is found out cheaply. */
export function bindingsOf(file: SourceFile, imported: Imported): Bindings | undefined {
  if (!file.text.includes("@pinecone-database/pinecone") && !importsHandles(file, imported)) return undefined;
  const evaluation = new Evaluation(file, imported);
  const calls = methodCalls(file, evaluation);
  const captured = captures(file, evaluation).map((node) => node.range());
  return {
    evaluation,
    calls,
    isCaptured(node) {
      const inside = (each: SgNode): boolean => {
        const at = each.range().start.index;
        return captured.some(({ start, end }) => start.index <= at && at < end.index);
      };
      return captured.length > 0 && (inside(node) || isOnlyUsed(file, evaluation, node, inside));
    },
  };
}

function importsHandles(file: SourceFile, imported: Imported): boolean {
  return importsOf(file)
    .filter(({ specifier }) => isRelative(specifier) || imported.all?.(specifier) !== undefined)
    .some(({ specifier, names }) =>
      names.some((name) => {
        if (name === ALL) return (imported.all?.(specifier)?.size ?? 0) > 0;
        return imported(specifier, name) !== undefined || holdsHandles(imported, specifier, name);
      }),
    );
}

function methodCalls(file: SourceFile, evaluation: Evaluation): MethodCall[] {
  const rule = {
    kind: "call_expression",
    has: {
      field: "function",
      kind: "member_expression",
      has: { field: "property", kind: "property_identifier", regex: `^(?:${METHODS})$` },
    },
  };
  return file.root.findAll({ rule }).flatMap((node) => {
    const callee = node.field("function");
    const object = callee?.field("object") ?? null;
    const nameNode = callee?.field("property") ?? null;
    if (callee === null || object === null || nameNode === null) return [];
    const name = memberName(callee) ?? "";
    return [{ node, name, nameNode, object, kind: evaluation.kindOf(object), arguments: argumentsOf(node) }];
  });
}

/** Whether a constant gets the node, and is used in such places only. */
function isOnlyUsed(
  file: SourceFile,
  { declarations }: Evaluation,
  node: SgNode,
  inside: (use: SgNode) => boolean,
): boolean {
  const holder = node.parent();
  const name = holder?.kind() === "variable_declarator" ? holder.field("name") : null;
  if (name?.kind() !== "identifier") return false;
  const uses = file.root.findAll({ rule: { kind: "identifier", regex: `^${name.text().replaceAll("$", "\\$")}$` } });
  const meant = (use: SgNode) => declarations.find(name.text(), use.range().start.index);
  const own = meant(name);
  const others = uses.filter((use) => use.id() !== name.id() && meant(use) === own);
  return others.length > 0 && others.every(inside);
}

function captures(file: SourceFile, evaluation: Evaluation): SgNode[] {
  if (!file.text.includes("captureWrites")) return [];
  return file.root.findAll({ rule: { kind: "call_expression" } }).filter((node) => {
    const callee = node.field("function");
    return callee !== null && evaluation.kindOf(callee)?.is === "capture";
  });
}

/** The calls of some methods of a client. */
export function clientCalls(bindings: Bindings | undefined, ...names: readonly string[]): MethodCall[] {
  return (bindings?.calls ?? []).filter(({ name, kind }) => kind?.is === "client" && names.includes(name));
}

/** The calls of some methods of an index. */
export function indexCalls(bindings: Bindings | undefined, ...names: readonly string[]): MethodCall[] {
  return (bindings?.calls ?? []).filter(({ name, kind }) => kind?.is === "index" && names.includes(name));
}

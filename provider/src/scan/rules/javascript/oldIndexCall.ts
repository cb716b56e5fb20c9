import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode, spanOf } from "../../span";
import { movedTo, removeItem, textWith } from "./edits";
import { type Bindings, clientCalls, indexCalls, type MethodCall } from "./names/bindings";
import { optionalChain, type Property, propertiesOf } from "./names/syntax";

/** Which property of the old argument holds what the newer method takes. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  query: ["queryRequest"],
  upsert: ["upsertRequest"],
  update: ["updateRequest"],
  describeIndexStats: ["describeIndexStatsRequest"],
  createIndex: ["createRequest"],
  configureIndex: ["indexName"],
  describeIndex: ["indexName"],
  deleteIndex: ["indexName"],
  createCollection: ["createCollectionRequest"],
  describeCollection: ["collectionName"],
  deleteCollection: ["collectionName"],
};

const NEXT: Readonly<Record<string, string>> = {
  query: "write `index.namespace(ns).query({ vector, topK })`",
  upsert: "write `index.namespace(ns).upsert([...])`",
  update: "write `index.namespace(ns).update({ id, values, metadata })`",
  fetch: "write `index.namespace(ns).fetch([...])`",
  delete1: "write `deleteMany([...])`, `deleteMany(filter)` or `deleteAll()`",
  configureIndex: "write `configureIndex(name, { ... })`",
};

/** Calls in the shape of 0.x. */
export const OLD_INDEX_CALL: CodeRule<Bindings | undefined> = {
  id: "javascript/old-index-call",
  level: "error",
  step: "adapt-code",
  title: "Call in the shape of 0.x",
  help:
    "In 0.x the methods took their arguments in a request: `query({ queryRequest })`, `upsert({ upsertRequest })`, " +
    "`describeIndex({ indexName })`; deletes were `delete1`. From 1.0.0 on the arguments are flat, and the namespace is " +
    "chosen by `index.namespace(ns)`. Fixed where the request is written out in the call. (Source: the client's v1 " +
    "migration guide, 2026-07.)",
  *find(file, bindings) {
    const ofIndex = indexCalls(
      bindings,
      "query",
      "upsert",
      "update",
      "describeIndexStats",
      "fetch",
      "delete1",
      "_delete",
    );
    const ofClient = clientCalls(
      bindings,
      "createIndex",
      "configureIndex",
      "describeIndex",
      "deleteIndex",
      "createCollection",
      "describeCollection",
      "deleteCollection",
    );
    for (const call of [...ofIndex, ...ofClient]) yield* findingOf(file, call);
  },
};

/**
 * Whether a call can't be mended that only the old client's class gives away: once the class has its new name, nobody
 * could tell that `fetch({ ids })` is not the call of 7.0.0.
 */
export function isGivenAwayByClass(file: SourceFile, bindings: Bindings): boolean {
  return indexCalls(bindings, "fetch").some((call) => isOld(call) && fix(file, call) === undefined);
}

function* findingOf(file: SourceFile, call: MethodCall): Generator<Found> {
  if (!isOld(call)) return;
  const edits = fix(file, call);
  const key = WRAPPERS[call.name]?.[0];
  yield {
    span: spanOf(call.nameNode),
    message:
      key === undefined
        ? `\`${call.name}\` takes this in 0.x only`
        : `\`${call.name}({ ${key} })\` is the shape of 0.x`,
    next: NEXT[call.name] ?? `give \`${call.name}\` what is in \`${key}\``,
    ...(edits === undefined ? {} : { edits }),
  };
}

function isOld({ name, kind, arguments: given }: MethodCall): boolean {
  if (name === "delete1" || name === "_delete") return true;
  const [first] = given;
  if (first?.kind() !== "object") return false;
  const names = propertiesOf(first).properties.map((property) => property.name);
  // `fetch({ ids })` is right again from 7.0.0 on, so only a client of 0.x tells.
  if (name === "fetch") return kind?.is === "index" && kind.old && names.includes("ids");
  return (WRAPPERS[name] ?? []).some((key) => names.includes(key));
}

function fix(file: SourceFile, call: MethodCall): Edit[] | undefined {
  const [first, ...more] = call.arguments;
  if (first?.kind() !== "object" || more.length > 0) return undefined;
  const { properties, open } = propertiesOf(first);
  if (open || first.namedChildren().some((child) => child.kind() === "comment")) return undefined;
  const flat = ["fetch", "delete1", "_delete"].includes(call.name);
  if (flat) return called(file, call, first, properties);
  const [only, ...others] = properties;
  if (only === undefined || others.length > 0 || only.node.kind() !== "pair") return undefined;
  if (call.kind?.is === "client")
    return call.name === "configureIndex"
      ? undefined
      : [replaceNode(first, movedTo(first, only.value, only.value.text()))];
  if (only.value.kind() !== "object") return undefined;
  const inner = propertiesOf(only.value);
  return inner.open ? undefined : called(file, call, only.value, inner.properties);
}

/** The call with what the request holds, its namespace taken out to the front. */
function called(file: SourceFile, call: MethodCall, request: SgNode, all: readonly Property[]): Edit[] | undefined {
  const namespace = all.find(({ name }) => name === "namespace");
  const rest = all.filter((property) => property !== namespace);
  const made = argumentText(file, call.name, request, rest, namespace);
  const [first] = call.arguments;
  if (made === undefined || first === undefined) return undefined;
  const edits = [replaceNode(first, movedTo(first, request, made.text))];
  if (made.method !== call.name) edits.push(replaceNode(call.nameNode, made.method));
  if (namespace === undefined) return edits;
  const chosen = inNamespace(call, namespace);
  return chosen === undefined ? undefined : [...chosen, ...edits];
}

/** Chooses the namespace before the method. The method's `?.` asks for the index, so it goes to the front as well. */
function inNamespace({ node, object, nameNode }: MethodCall, namespace: Property): Edit[] | undefined {
  // `index.query?.(...)` asks for the method, and an index without it may have no `namespace` either.
  if (optionalChain(node) !== undefined) return undefined;
  const end = object.range().end.index;
  const optional = optionalChain(nameNode.parent());
  const operator = optional === undefined ? "." : "?.";
  const chosen = { start: end, end, text: `${operator}namespace(${namespace.value.text()})` };
  return optional === undefined ? [chosen] : [chosen, replaceNode(optional, ".")];
}

interface Made {
  readonly method: string;
  readonly text: string;
}

function argumentText(
  file: SourceFile,
  method: string,
  request: SgNode,
  rest: readonly Property[],
  namespace: Property | undefined,
): Made | undefined {
  const [only, ...others] = rest;
  if (method === "describeIndexStats")
    return rest.length === 0 && namespace === undefined ? { method, text: "" } : undefined;
  if (method === "delete1" || method === "_delete") return deletion(rest);
  const list = method === "upsert" ? "vectors" : method === "fetch" ? "ids" : undefined;
  if (list !== undefined) {
    return others.length === 0 && only?.name === list ? { method, text: only.value.text() } : undefined;
  }
  const edits = namespace === undefined ? [] : [removeItem(file.text, namespace.node)];
  if (method === "update") {
    const key = rest.find(({ name }) => name === "setMetadata");
    if (key?.node.kind() === "shorthand_property_identifier")
      edits.push(replaceNode(key.node, "metadata: setMetadata"));
    const name = key?.node.field("key");
    if (name) edits.push(replaceNode(name, "metadata"));
  }
  return { method, text: textWith(request, edits) };
}

function deletion(rest: readonly Property[]): Made | undefined {
  const [only, ...others] = rest;
  if (only === undefined || others.length > 0) return undefined;
  if (only.name === "ids" || only.name === "filter") return { method: "deleteMany", text: only.value.text() };
  return only.name === "deleteAll" && only.value.text() === "true" ? { method: "deleteAll", text: "" } : undefined;
}

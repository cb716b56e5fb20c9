import type { SgNode } from "@ast-grep/napi";

/** What an expression of a file stands for, as far as Pinecone is concerned. */
export type Kind =
  /** The package's namespace: `import * as p`, `require(...)`. */
  | { readonly is: "package" }
  /** `Pinecone`, `PineconeClient` (0.x), `Index`; as a value or as a type. */
  | { readonly is: "class"; readonly of: "client" | "old-client" | "index" | "old-index" }
  | { readonly is: "client"; readonly old: boolean }
  /** `captured`: the result of captureWrites. `old`: of a client of 0.x. */
  | { readonly is: "index"; readonly captured: boolean; readonly old: boolean }
  /** `podshift/capture`, and its captureWrites. */
  | { readonly is: "podshift" | "capture" }
  | Answer
  /** An array of them. */
  | { readonly is: "list"; readonly of: Kind }
  /** Something that gives it when called: a function of another file. */
  | { readonly is: "gives"; readonly kind: Kind }
  /** A function, a literal, a class, an object of a class, something of a type that lists its members: all of this file. */
  | {
      readonly is: "function" | "object" | "tuple" | "local-class" | "instance" | "shape";
      readonly node: SgNode;
    }
  /** Another file of the tree, as a namespace. */
  | { readonly is: "file"; readonly specifier: string }
  /** What another file exports by a name and is no handle: an object or a class on which one may hang. */
  | { readonly is: "part"; readonly specifier: string; readonly name: string };

/** What the client answers. */
export type Answer =
  /** Of listIndexes and listCollections; `old`: of a client of 0.x, which lists names. */
  { readonly is: "indexes" | "collections"; readonly old: boolean } | { readonly is: AnswerName };

export type AnswerName =
  /** Of describeIndex. */
  | "description"
  | "status"
  | "database"
  /** Of fetch. */
  | "fetched"
  /** Of describeIndexStats, its `namespaces`, and one of them. */
  | "stats"
  | "namespaces"
  | "namespace-stats";

const INDEXES_MEMBERS: Readonly<Record<string, Kind>> = { indexes: { is: "list", of: { is: "description" } } };

const MEMBERS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  indexes: INDEXES_MEMBERS,
  description: { database: { is: "database" }, status: { is: "status" } },
  stats: { namespaces: { is: "namespaces" } },
  podshift: { captureWrites: { is: "capture" } },
  package: {
    Pinecone: { is: "class", of: "client" },
    PineconeClient: { is: "class", of: "old-client" },
    Index: { is: "class", of: "index" },
    VectorOperationsApi: { is: "class", of: "old-index" },
  },
};

/** What the package or an answer has by a name. */
export function memberOf(kind: Kind, name: string): Kind | undefined {
  if (kind.is === "namespaces") return { is: "namespace-stats" };
  return own(own(MEMBERS, kind.is), name);
}

/** A record's own value: "constructor" is none. */
function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What a method of a client or an index gives. */
export function resultOf(kind: Kind, method: string): Kind | undefined {
  if (kind.is === "client") return clientResult(kind.old, method);
  if (kind.is === "index") return method === "namespace" ? kind : own(INDEX_RESULTS, method);
  return undefined;
}

const INDEX_RESULTS: Readonly<Record<string, Kind>> = {
  fetch: { is: "fetched" },
  describeIndexStats: { is: "stats" },
};

function clientResult(old: boolean, method: string): Kind | undefined {
  if (method === "index" || method === "Index") return { is: "index", captured: false, old };
  if (method === "describeIndex") return { is: "description" };
  if (method === "listIndexes") return { is: "indexes", old };
  return method === "listCollections" ? { is: "collections", old } : undefined;
}

/** What a class makes, as `new` and as a type. */
export function instanceOf(kind: Kind): Kind | undefined {
  if (kind.is === "local-class") return { is: "instance", node: kind.node };
  if (kind.is === "shape" || kind.is === "part") return kind;
  if (kind.is !== "class") return undefined;
  if (kind.of === "client" || kind.of === "old-client") return { is: "client", old: kind.of === "old-client" };
  return { is: "index", captured: false, old: kind.of === "old-index" };
}

/** An element of a list of known things. */
export function elementOf(kind: Kind | undefined): Kind | undefined {
  return kind?.is === "list" ? kind.of : undefined;
}

/** One kind for all of them: undefined where they differ, or one is unknown. */
export function common(kinds: readonly (Kind | undefined)[]): Kind | undefined {
  const [first, ...rest] = kinds;
  return rest.reduce<Kind | undefined>((now, next) => (now && next ? both(now, next) : undefined), first);
}

function both(a: Kind, b: Kind): Kind | undefined {
  if (a.is === "index" && b.is === "index") {
    return { is: "index", captured: a.captured && b.captured, old: a.old && b.old };
  }
  if (a.is === "client" && b.is === "client") return { is: "client", old: a.old && b.old };
  return sameNode(a, b) ? a : undefined;
}

function sameNode(a: Kind, b: Kind): boolean {
  if (a.is !== b.is) return false;
  return "node" in a && "node" in b ? a.node.id() === b.node.id() : true;
}

import type { Bound, Question, Value } from "./values";

/** Classes of the package whose objects are clients, by version 3 and later; the names of 9 are aliases. */
const CLIENTS: ReadonlySet<string> = new Set(["Pinecone", "PineconeGRPC", "PineconeAsyncio", "AsyncPinecone"]);

/** Classes whose objects are clients of one index: of 2, of 3 to 8, of 9. */
const INDEXES: ReadonlySet<string> = new Set([
  "Index",
  "GRPCIndex",
  "GrpcIndex",
  "IndexAsyncio",
  "AsyncIndex",
  "_Index",
  "_IndexAsyncio",
]);

const QUESTIONS: Readonly<Record<string, Question>> = {
  list_indexes: "indexes",
  list_collections: "collections",
  describe_index: "index",
  describe_collection: "collection",
};

/** Methods of a client that give an index: of 3 to 8, of 9, and of the asynchronous client. */
const GIVE_INDEX: ReadonlySet<string> = new Set(["Index", "index", "IndexAsyncio"]);

/** Names of the package, for `from pinecone import *`. */
export const MEMBERS: ReadonlySet<string> = new Set([
  ...CLIENTS,
  ...INDEXES,
  ...Object.keys(QUESTIONS),
  ...["init", "create_index", "delete_index", "configure_index", "scale_index", "create_collection"],
  ...["delete_collection", "whoami", "version", "PodSpec", "ServerlessSpec"],
]);

export function isPackage(module: string): boolean {
  return module === "pinecone" || module.startsWith("pinecone.");
}

/** What calling a class or function of the package gives. */
export function calledMember(name: string): Value | undefined {
  if (CLIENTS.has(name)) return { kind: "client", grpc: name === "PineconeGRPC" };
  if (INDEXES.has(name)) return { kind: "index" };
  return answer(name, true);
}

/** What calling a method of a client gives. */
export function calledOnClient(name: string): Value | undefined {
  return GIVE_INDEX.has(name) ? { kind: "index" } : answer(name, false);
}

/** What calling a method of an index gives. */
export function calledOnIndex(name: string): Value | undefined {
  return name === "fetch" ? { kind: "answer", to: "records", old: false } : undefined;
}

/** What a name is whose type is a class of the package. */
export function typedAs(name: string): Value | undefined {
  return CLIENTS.has(name) || INDEXES.has(name) ? calledMember(name) : undefined;
}

function answer(name: string, old: boolean): Value | undefined {
  const to = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
  return to === undefined ? undefined : { kind: "answer", to, old };
}

/** A name of the package, or one of its modules. */
export function memberOf(module: string, name: string): Value {
  const isModule =
    module.startsWith("pinecone.core") ||
    (module === "pinecone" && ["grpc", "exceptions", "data", "db_data", "core", "control"].includes(name));
  return isModule ? { kind: "module", name: `${module}.${name}` } : { kind: "member", name };
}

/** What `import module` binds. */
export function importedModule(name: string): Value {
  return isPackage(name) ? { kind: "module", name } : { kind: "file", specifier: name };
}

/** What `from module import name` binds. */
export function importedFrom(module: string, name: string): Bound {
  if (!isPackage(module)) return { kind: "imported", specifier: module, name };
  return { kind: "value", value: memberOf(module, name) };
}

import type { SgNode } from "@ast-grep/napi";
import { holdsHandles, type Imported, type SourceFile } from "../../rule";
import { type Arguments, argumentsOf } from "./arguments";
import { importsIn, submodule } from "./imports";
import { Evaluator } from "./names/evaluate";
import { isPackage } from "./names/package";
import { readNames } from "./names/readNames";
import type { CallSite } from "./names/scopes";

/** A call of Pinecone's client. */
export interface PineconeCall extends CallSite {
  /** What the function is called on: the module, a class of it (`Pinecone(...)`), a client or an index. */
  readonly target: "module" | "client" | "index";
  readonly given: Arguments;
}

/** What a Python file has to do with Pinecone; undefined where it has nothing. */
export type PythonBindings = PythonNames | undefined;

export interface PythonNames {
  readonly evaluator: Evaluator;
  /** In the order of the text. */
  readonly calls: readonly PineconeCall[];
}

/** Functions of the module, methods of clients and of indexes that some rule looks at. */
const METHODS: ReadonlySet<string> = new Set([
  ...["Pinecone", "PineconeGRPC", "PineconeAsyncio", "AsyncPinecone", "PodSpec", "ServerlessSpec"],
  ...["init", "Index", "index", "GRPCIndex", "GrpcIndex", "IndexAsyncio", "whoami", "version", "scale_index"],
  ...["create_index", "configure_index", "delete_index", "describe_index", "list_indexes", "create_collection"],
  ...["describe_collection", "list_collections", "delete_collection"],
  ...["upsert", "update", "delete", "upsert_from_dataframe", "upsert_records", "start_import", "delete_namespace"],
  ...["upsert_async", "update_async", "delete_async", "query", "describe_index_stats", "fetch"],
]);

/** Constructors of LangChain's stores, which take the index by its name. */
export const STORES = ["from_existing_index", "from_texts", "from_documents"];

/** Finds the calls of Pinecone's client. Nearly all files have nothing to do with it: these cost little. */
export function bindPython(file: SourceFile, imported: Imported): PythonBindings {
  if (!/pinecone/i.test(file.text) && !importsHandle(file, imported)) return undefined;
  const evaluator = new Evaluator(readNames(file, [...METHODS, ...STORES]), imported);
  const known = new Set([...METHODS, ...packagesNames(file)]);
  const sites = evaluator.names.calls.filter(({ name }) => known.has(name));
  return { evaluator, calls: sites.flatMap((site) => pineconeCall(evaluator, site)) };
}

/** Whether a file imports a handle, or takes one from a module that it imports: `db.index` after `from app import db`. */
function importsHandle(file: SourceFile, imported: Imported): boolean {
  const modules = new Map<string, string>();
  const stars: string[] = [];
  for (const { module, name, as } of importsIn(file)) {
    if (name === "*") stars.push(module);
    else if (name !== undefined && imported(module, name) !== undefined) return true;
    else if (name !== undefined && holdsHandles(imported, module, name)) return true;
    else modules.set(as, name === undefined ? module : submodule(module, name));
  }
  // It may do no more than pass them on.
  if (stars.some((star) => (imported.all?.(star)?.size ?? 0) > 0)) return true;
  if (modules.size === 0 && stars.length === 0) return false;
  return dottedNames(file.text).some((parts) => {
    if (stars.some((star) => imported(star, parts[0] ?? "") !== undefined)) return true;
    return parts.some((part, at) => {
      const module = at === 0 ? undefined : modules.get(parts.slice(0, at).join("."));
      return module !== undefined && (imported(module, part) !== undefined || holdsHandles(imported, module, part));
    });
  });
}

/** Only to rule files out quickly: what is in a string or comment is sorted out by the tree. */
function dottedNames(text: string): string[][] {
  return [...new Set(text.match(/\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+/g))].map((chain) => chain.split("."));
}

/** What the file calls the package's classes and functions. */
function packagesNames(file: SourceFile): string[] {
  return importsIn(file).flatMap(({ module, name, as }) => (name !== undefined && isPackage(module) ? [as] : []));
}

function pineconeCall(evaluator: Evaluator, site: CallSite): PineconeCall[] {
  const target = site.on === undefined ? ofName(evaluator, site) : onTarget(evaluator, site, site.on);
  return target === undefined ? [] : [{ ...site, ...target, given: argumentsOf(site.node) }];
}

/** `from pinecone import Index as PineconeIndex`: the call goes by the package's own name. */
function ofName(evaluator: Evaluator, { name, start }: CallSite): Pick<PineconeCall, "target" | "name"> | undefined {
  const value = evaluator.named(name, start);
  return value?.kind === "member" ? { target: "module", name: value.name } : undefined;
}

function onTarget(
  evaluator: Evaluator,
  { name }: CallSite,
  on: SgNode,
): Pick<PineconeCall, "target" | "name"> | undefined {
  const value = evaluator.value(on);
  if (value?.kind === "module") return { target: "module", name };
  return value?.kind === "client" || value?.kind === "index" ? { target: value.kind, name } : undefined;
}

/** The calls of some functions on some targets. */
export function callsOf(
  bindings: PythonBindings,
  target: PineconeCall["target"] | readonly PineconeCall["target"][],
  names: readonly string[],
): PineconeCall[] {
  return (bindings?.calls ?? []).filter((call) => target.includes(call.target) && names.includes(call.name));
}

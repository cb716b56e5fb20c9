import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { SourceFile } from "../../rule";
import { withoutArguments } from "./arguments";
import { callsOf, type PineconeCall, type PythonNames } from "./bindings";
import { importedNames } from "./imports";
import { contains, type Scope, scopeAt, stretchOf } from "./names/scopes";

/** Functions of the module that are methods of the client from version 3 on, by the same names. */
export const MOVED = [
  ...["Index", "create_index", "delete_index", "describe_index", "list_indexes", "configure_index"],
  ...["create_collection", "delete_collection", "describe_collection", "list_collections"],
];

/** Arguments of pinecone.init that the client has no use for. */
const WITHOUT_USE = ["environment", "project_name"];

/** Two rules ask for it. */
const known = new WeakMap<PythonNames, { readonly edits: Edit[] | undefined }>();

/**
 * The edits that make a client of the file's only `pinecone.init(...)`, and move its calls of the module onto it;
 * undefined where it is not certain that the client is visible at each of them, or that nothing is lost.
 */
export function moveOntoClient(file: SourceFile, names: PythonNames): Edit[] | undefined {
  const found = known.get(names) ?? { edits: editsFor(file, names) };
  known.set(names, found);
  return found.edits;
}

function editsFor(file: SourceFile, names: PythonNames): Edit[] | undefined {
  const [init, ...others] = callsOf(names, "module", ["init"]);
  if (init === undefined || others.length > 0 || !canBeClient(init)) return undefined;
  const moved = movedCalls(names);
  if (!moved.every((call) => sees(names, call, init))) return undefined;
  const move = init.on === undefined ? ofNames(names, init, moved) : ofModule(file, names, init, moved);
  if (move === undefined) return undefined;
  const gone = WITHOUT_USE.flatMap((name) => init.given.keywords.get(name)?.node ?? []);
  return [
    ...move.imports,
    { ...stretchOf(init.callee), text: `${move.name} = ${move.constructed}` },
    ...withoutArguments(init.node, gone, file.text),
    ...moved.flatMap((call) => onto(call, move.name)),
  ];
}

interface Move {
  readonly name: string;
  readonly constructed: string;
  readonly imports: readonly Edit[];
}

/** GRPCIndex moves only where no other index is made: the client's class decides for both. */
function movedCalls(names: PythonNames): PineconeCall[] {
  const moved = callsOf(names, "module", MOVED);
  const grpc = callsOf(names, "module", ["GRPCIndex"]);
  return moved.some(({ name }) => name === "Index") ? moved : [...moved, ...grpc];
}

/** Whether the call is a statement of its own, and every argument is known to the client or without use. */
function canBeClient({ node, given }: PineconeCall): boolean {
  const known = ["api_key", ...WITHOUT_USE];
  const statement = node.parent()?.kind() === "expression_statement";
  return (
    statement &&
    !given.open &&
    given.positional.length <= 1 &&
    [...given.keywords.keys()].every((key) => known.includes(key))
  );
}

/** Whether a variable that is bound where `init` stands is bound when `call` runs. */
function sees({ evaluator: { names } }: PythonNames, call: PineconeCall, init: PineconeCall): boolean {
  const home = scopeAt(names, init.start);
  if (home.kind === "class" || home.kind === "expression") return false;
  const block = blockOf(init.node) ?? names.module;
  const chain = scopesAt(scopeAt(names, call.start));
  const within = chain.indexOf(home);
  if (within === -1) return false;
  const runsLater = chain.slice(0, within).some(({ kind }) => kind === "function");
  if (!runsLater) return call.start > init.end && contains(block, call.start);
  return block.start === home.start;
}

function blockOf(node: SgNode): { start: number; end: number } | undefined {
  const block = node.ancestors().find((above) => above.kind() === "block");
  return block && stretchOf(block);
}

function scopesAt(scope: Scope): Scope[] {
  return scope.parent === undefined ? [scope] : [scope, ...scopesAt(scope.parent)];
}

/** `import pinecone`, `pinecone.init(...)`, `pinecone.Index(...)`. */
function ofModule(
  file: SourceFile,
  names: PythonNames,
  init: PineconeCall,
  moved: readonly PineconeCall[],
): Move | undefined {
  const alias = init.on?.kind() === "identifier" ? init.on.text() : undefined;
  if (alias === undefined) return undefined;
  const uses = usesOf(file, names, alias, [init, ...moved]);
  const wanted = classFor(moved);
  const statement = onlyImport(names, alias);
  const left = uses.length > 0 || statement === undefined || taken(names, wanted);
  const name = freeName(file, left ? undefined : alias);
  if (name === undefined) return undefined;
  if (!left) return { name, constructed: wanted, imports: [{ ...stretchOf(statement), text: importOf(wanted) }] };
  return wanted === "Pinecone" ? { name, constructed: `${alias}.${wanted}`, imports: [] } : undefined;
}

function classFor(moved: readonly PineconeCall[]): string {
  return moved.some(({ name }) => name === "GRPCIndex") ? "PineconeGRPC" : "Pinecone";
}

function importOf(name: string): string {
  return name === "Pinecone" ? "from pinecone import Pinecone" : "from pinecone.grpc import PineconeGRPC";
}

/** Whether the file has the class's name for something already, LangChain's class of the same name for one. */
function taken({ evaluator: { names } }: PythonNames, name: string): boolean {
  return names.scopes.some((scope) => scope.bindings(name) !== undefined);
}

/** The statement that imports the module and nothing else, if no other binds its name. */
function onlyImport({ evaluator: { names } }: PythonNames, alias: string): SgNode | undefined {
  const bindings = names.scopes.flatMap((scope) => scope.bindings(alias) ?? []);
  const node = bindings.length === 1 ? bindings[0]?.node : undefined;
  return node?.kind() === "import_statement" && importedNames(node).length === 1 ? node : undefined;
}

/** Where the module's name stands besides its import and the calls that move. */
function usesOf(file: SourceFile, names: PythonNames, alias: string, moved: readonly PineconeCall[]): SgNode[] {
  const known = new Set(moved.map(({ on }) => on?.id()));
  const named = file.root.findAll({ rule: { kind: "identifier", regex: `^${alias}$` } });
  return named.filter((node) => {
    if (known.has(node.id())) return false;
    const above = node.parent();
    const kind = String(above?.kind());
    if (kind === "keyword_argument") return above?.field("name")?.id() !== node.id();
    if (kind === "attribute" && above?.field("attribute")?.id() === node.id()) return false;
    const inImport = node.ancestors().some((each) => String(each.kind()).startsWith("import_"));
    return !inImport && names.evaluator.value(node)?.kind !== undefined;
  });
}

/** A name for the client that the file doesn't use, but for the module's own if nothing is left of it. */
function freeName(file: SourceFile, alias: string | undefined): string | undefined {
  return ["pc", "pinecone_client"].find(
    (name) => name === alias || file.root.find({ rule: { kind: "identifier", regex: `^${name}$` } }) === null,
  );
}

/** `from pinecone import init, Index`: the names that move leave the import, and the class comes in. */
function ofNames(names: PythonNames, init: PineconeCall, moved: readonly PineconeCall[]): Move | undefined {
  const root = names.evaluator.names.module.node;
  const name = ["pc", "pinecone_client"].find(
    (each) => root.find({ rule: { kind: "identifier", regex: `^${each}$` } }) === null,
  );
  const statement = names.evaluator.names.module.names.get(init.callee.text())?.[0]?.node;
  const wanted = classFor(moved);
  if (name === undefined || wanted !== "Pinecone" || statement?.kind() !== "import_from_statement") return undefined;
  if (moved.some(({ on }) => on !== undefined) || taken(names, wanted)) return undefined;
  const leaving = new Set([init, ...moved].map(({ callee }) => callee.text()));
  const imports = swapNames(statement, root, leaving, [init, ...moved]);
  return imports && { name, constructed: wanted, imports };
}

/** Takes names out of an import's list, and puts `Pinecone` in the place of the first. */
function swapNames(
  statement: SgNode,
  root: SgNode,
  leaving: ReadonlySet<string>,
  calls: readonly PineconeCall[],
): Edit[] | undefined {
  const listed = importedNames(statement);
  const gone = listed.filter(({ as, node }) => leaving.has(as) && usedOnlyIn(root, as, calls, node));
  const [first, ...rest] = gone;
  if (first === undefined || !gone.some(({ name }) => name === "init")) return undefined;
  if (statement.children().some((child) => child.kind() === "comment")) return undefined;
  const removed = rest.map(({ node }) => {
    const before = listed[listed.findIndex((each) => each.node.id() === node.id()) - 1];
    return { start: before === undefined ? 0 : stretchOf(before.node).end, end: stretchOf(node).end, text: "" };
  });
  return [{ ...stretchOf(first.node), text: "Pinecone" }, ...removed];
}

function usedOnlyIn(root: SgNode, name: string, calls: readonly PineconeCall[], listed: SgNode): boolean {
  const known = new Set(calls.map(({ callee }) => callee.id()));
  const { start, end } = stretchOf(listed);
  return root
    .findAll({ rule: { kind: "identifier", regex: `^${name}$` } })
    .every((node) => known.has(node.id()) || contains({ start, end }, stretchOf(node).start));
}

/** Calls a function of the module as a method of a client instead; the index's name has another keyword there. */
export function onto(call: PineconeCall, client: string): Edit[] {
  const method = call.name === "GRPCIndex" ? "Index" : call.name;
  const called = `${client}.${method}`;
  const edits = call.callee.text() === called ? [] : [{ ...stretchOf(call.callee), text: called }];
  const renamed = method === "Index" ? call.given.keywords.get("index_name") : undefined;
  return renamed === undefined ? edits : [...edits, { ...stretchOf(renamed.name), text: "name" }];
}

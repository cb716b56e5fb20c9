import { posix } from "node:path";
import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";

/** One name that an import statement binds. */
export interface ImportedName {
  /** The module as it is written: `.db`, `pinecone.grpc`. */
  readonly module: string;
  /** The name within the module; left out by `import module`, `*` for all. */
  readonly name?: string;
  /** The name that is bound. */
  readonly as: string;
  /** What binds it within the statement: `x`, `x as y`, `*`. */
  readonly node: SgNode;
  /** Where the statement begins. */
  readonly statement: number;
}

/** The names that an import statement binds. */
export function importedNames(statement: SgNode): ImportedName[] {
  const start = statement.range().start.index;
  if (statement.kind() === "import_statement")
    return statement.fieldChildren("name").map((node) => ofModule(node, start));
  const module = statement.field("module_name")?.text() ?? "";
  const names = statement
    .fieldChildren("name")
    .map((node) => ({ module, node, statement: start, ...nameAndAlias(node) }));
  const star = statement.children().find((child) => child.kind() === "wildcard_import");
  if (star === undefined) return names;
  return [{ module, name: "*", as: "*", node: star, statement: start }];
}

function ofModule(node: SgNode, statement: number): ImportedName {
  const { name, as } = nameAndAlias(node);
  return { module: name, as, node, statement };
}

function nameAndAlias(node: SgNode): { name: string; as: string } {
  if (node.kind() !== "aliased_import") return { name: node.text(), as: node.text() };
  return { name: node.field("name")?.text() ?? "", as: node.field("alias")?.text() ?? "" };
}

/** `db` of `.`, as `from . import db` means it. */
export function submodule(module: string, name: string): string {
  return module.endsWith(".") ? `${module}${name}` : `${module}.${name}`;
}

const STATEMENTS = { rule: { any: [{ kind: "import_statement" }, { kind: "import_from_statement" }] } };

/** Asked for twice of a file: once for the order of the files, once for their names. */
const known = new WeakMap<SourceFile, readonly ImportedName[]>();

/** Every name that a file imports. */
export function importsIn(file: SourceFile): readonly ImportedName[] {
  const found = known.get(file) ?? file.root.findAll(STATEMENTS).flatMap(importedNames);
  known.set(file, found);
  return found;
}

/** What a file imports from, each name that may be a module of its own included. */
export function importsOf(file: SourceFile): string[] {
  const found = new Set<string>();
  for (const { module, name } of importsIn(file)) {
    found.add(module);
    if (name !== undefined && name !== "*") found.add(submodule(module, name));
  }
  return [...found];
}

/** The files that a module may be, for a file that imports it. */
export function candidatesOf(path: string, specifier: string): string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const parts = specifier
    .slice(dots)
    .split(".")
    .filter((part) => part !== "");
  const folder = posix.dirname(path);
  if (dots > 0) return filesOf(posix.join(folder, ...Array<string>(dots - 1).fill("..")), parts);
  return roots(folder).flatMap((root) => filesOf(root, parts));
}

/** Where absolute modules may begin: the script's own folder, each above it, and `src`. */
function roots(folder: string): string[] {
  const above: string[] = [folder];
  for (let now = folder; now !== "." && now !== "/"; ) {
    now = posix.dirname(now);
    above.push(now);
  }
  return [...above, "src"];
}

function filesOf(root: string, parts: readonly string[]): string[] {
  if (root.startsWith("..")) return [];
  const base = posix.join(root, ...parts);
  return parts.length === 0 ? [posix.join(base, "__init__.py")] : [`${base}.py`, posix.join(base, "__init__.py")];
}

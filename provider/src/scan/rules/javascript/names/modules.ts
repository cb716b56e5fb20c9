import { posix } from "node:path";
import type { SgNode } from "@ast-grep/napi";
import type { Exports, Handle, SourceFile } from "../../../rule";
import type { Bindings } from "./bindings";
import type { Evaluation } from "./evaluation";
import type { Kind } from "./kind";
import { argumentsOf, isAlias, isDotted, isLocal, keyText, propertiesOf, stringValue } from "./syntax";

/** All names of a file. */
export const ALL = "*";

/** What a file imports from another. */
export interface FileImport {
  readonly specifier: string;
  /** As the other file exports them, or `ALL`; `default.x` is a property of its default export. */
  readonly names: readonly string[];
}

const IMPORTS = {
  rule: {
    any: [
      { kind: "import_statement" },
      { kind: "export_statement", has: { field: "source", kind: "string" } },
      { kind: "call_expression", has: { field: "function", any: [{ kind: "import" }, { regex: "^require$" }] } },
    ],
  },
};

/** Every import, re-export, `require` and `import()` of a file. */
export function importsOf(file: SourceFile): FileImport[] {
  return file.root.findAll(IMPORTS).flatMap((node) => {
    const source = node.kind() === "call_expression" ? argumentsOf(node)[0] : node.field("source");
    const specifier = source ? stringValue(source) : undefined;
    if (specifier === undefined) return [];
    // Few are asked for, and to find them takes a search of the tree.
    const found = () => (isLocal(specifier) ? namesOf(file, node) : []);
    return [
      {
        specifier,
        get names() {
          return found();
        },
      },
    ];
  });
}

/** Names by statement; of a namespace, the properties that the file takes from it. */
function namesOf(file: SourceFile, node: SgNode): string[] {
  if (node.kind() === "call_expression") return requiredNames(file, node);
  const specifiers = node.findAll({ rule: { any: [{ kind: "import_specifier" }, { kind: "export_specifier" }] } });
  const named = specifiers.flatMap((each) => keyText(each.field("name")) ?? []);
  if (isStar(node)) return [ALL];
  const clause = node.namedChildren().find((child) => child.kind() === "import_clause");
  const parts = clause?.namedChildren() ?? [];
  const whole = parts.filter((part) => part.kind() === "identifier").map((part) => part.text());
  const spaces = parts.filter((part) => part.kind() === "namespace_import").flatMap((part) => part.namedChildren());
  return [
    ...named,
    ...whole.flatMap((name) => ["default", ...propertiesUsed(file, name).map((each) => `default.${each}`)]),
    ...spaces.flatMap((name) => propertiesUsed(file, name.text())),
  ];
}

/** `export * from "./db"`, and not `export * as db from "./db"`. */
function isStar(node: SgNode): boolean {
  return node.kind() === "export_statement" && node.children().some((child) => child.kind() === "*");
}

function requiredNames(file: SourceFile, call: SgNode): string[] {
  let outer = call.parent();
  while (outer?.kind() === "await_expression" || outer?.kind() === "parenthesized_expression") outer = outer.parent();
  const target = outer?.kind() === "variable_declarator" ? outer.field("name") : null;
  if (outer?.kind() === "member_expression") return [outer.field("property")?.text() ?? ""];
  if (target?.kind() === "identifier") return propertiesUsed(file, target.text());
  return (target?.namedChildren() ?? []).flatMap(
    (part) => keyText(part.field("key")) ?? part.field("left")?.text() ?? part.text(),
  );
}

function propertiesUsed(file: SourceFile, name: string): string[] {
  const rule = {
    kind: "member_expression",
    has: { field: "object", kind: "identifier", regex: `^${name.replaceAll("$", "\\$")}$` },
  };
  return file.root.findAll({ rule }).flatMap((node) => node.field("property")?.text() ?? []);
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/** A TypeScript file is imported by the name of what it becomes. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/** The files that a relative specifier may mean. */
export function candidatesOf(path: string, specifier: string): readonly string[] {
  return isLocal(specifier) ? targetsOf(path, specifier).flatMap(filesAt) : [];
}

/** Where a repository of several packages has them. */
const PACKAGES = ["packages", "libs", "apps", "services"];

/** An alias may begin in any folder above, or in its `src`; the nearest is tried first. */
function targetsOf(path: string, specifier: string): string[] {
  const folder = posix.dirname(path);
  if (isDotted(specifier)) {
    const target = posix.join(folder, specifier);
    return target.startsWith("../") ? [] : [target];
  }
  const parts = folder === "." ? [] : folder.split("/");
  const above = [...parts.keys(), parts.length].reverse().map((depth) => parts.slice(0, depth).join("/"));
  return above.flatMap((each) => waysTo(specifier).map((way) => posix.join(each, way)));
}

/**
 * What tsconfig's `paths` and `baseUrl`, package.json's `imports` and workspaces are used to make of a specifier: `@/a`,
 * `~/a` and `src/a` are `a` or `src/a`, `@lib/a`, `$lib/a` and `#lib/a` are `lib/a`, `@acme/a` may be `packages/a`.
 */
function waysTo(specifier: string): string[] {
  if (isAlias(specifier)) return [specifier.slice(2), `src/${specifier.slice(2)}`];
  const plain = specifier.replace(/^[@$#~]/, "");
  const [first = "", ...rest] = plain.split("/");
  const ways = [plain, `src/${plain}`];
  const below = rest.join("/");
  if (plain !== specifier && below !== "") ways.push(below, `src/${below}`);
  const [name = first, ...inside] = plain === specifier ? [first, ...rest] : rest;
  const packages = PACKAGES.map((each) => posix.join(each, name));
  return [...ways, ...packages.flatMap((each) => [`${each}/src`, each].map((at) => posix.join(at, ...inside)))];
}

function filesAt(target: string): string[] {
  const extension = posix.extname(target);
  const sources = SOURCES[extension];
  const direct = sources?.map((each) => target.slice(0, -extension.length) + each);
  const exact = EXTENSIONS.includes(extension) ? [target] : [];
  return [
    ...(direct ?? exact),
    ...EXTENSIONS.map((each) => target + each),
    ...EXTENSIONS.map((each) => posix.join(target, `index${each}`)),
  ];
}

/** What the names that a file exports stand for. */
export function exportsOf(file: SourceFile, bindings: Bindings | undefined): Exports {
  const found = new Map<string, Handle>();
  if (bindings === undefined) return found;
  const { evaluation } = bindings;
  const set = (name: string, kind: Kind | undefined): void => {
    const handle = handleOf(kind, (node) => evaluation.functions.returned(node));
    if (handle !== undefined) found.set(name, handle);
    // One level is enough, and ends.
    if (name.includes(".")) return;
    for (const [member, of] of evaluation.membersOf(kind)) set(`${name}.${member}`, of);
  };
  for (const [name, handle] of starsOf(file, evaluation)) found.set(name, handle);
  for (const node of file.root.findAll({ rule: { kind: "export_statement" } })) exportStatement(node, bindings, set);
  for (const { left, right } of evaluation.declarations.memberAssignments) {
    const target = left.text();
    const kind = evaluation.kindOf(right);
    if (target === "module.exports") commonJs(kind, bindings, set);
    else if (/^(?:module\.)?exports\.[\w$]+$/.test(target)) {
      const name = left.field("property")?.text() ?? "";
      set(name, kind);
      set(`default.${name}`, kind);
    }
  }
  return found;
}

/** What `export * from "./db"` passes on: all but the default export. */
function* starsOf(file: SourceFile, evaluation: Evaluation): Generator<readonly [name: string, handle: Handle]> {
  // Most files have none, and a text is searched faster than a tree.
  if (!/\bexport\s*\*/.test(file.text)) return;
  for (const { specifier, names } of importsOf(file)) {
    if (!names.includes(ALL)) continue;
    for (const [name, handle] of evaluation.exportsOf(specifier) ?? []) {
      if (name !== "default" && !name.startsWith("default.")) yield [name, handle];
    }
  }
}

function commonJs(
  kind: Kind | undefined,
  { evaluation }: Bindings,
  set: (name: string, kind: Kind | undefined) => void,
): void {
  set("default", kind);
  if (kind?.is !== "object") return;
  for (const each of propertiesOf(kind.node).properties) set(each.name, evaluation.member(kind, each.name));
}

function exportStatement(node: SgNode, bindings: Bindings, set: (name: string, kind: Kind | undefined) => void): void {
  const { evaluation } = bindings;
  const declaration = node.field("declaration");
  const value = node.field("value");
  const source = node.field("source");
  const isDefault = node.children().some((child) => child.kind() === "default");
  if (value !== null) set("default", evaluation.kindOf(value));
  if (declaration !== null) {
    for (const name of declaredNames(declaration)) set(isDefault ? "default" : name, evaluation.settled(name));
  }
  for (const each of node.findAll({ rule: { kind: "export_specifier" } })) {
    const name = keyText(each.field("name"));
    if (name === undefined) continue;
    const from = source === null ? undefined : stringValue(source);
    const kind = from === undefined ? evaluation.settled(name) : evaluation.importKind(from, name);
    set(keyText(each.field("alias")) ?? name, kind);
  }
}

function declaredNames(declaration: SgNode): string[] {
  const name = declaration.field("name");
  if (name !== null) return [name.text()];
  const names = declaration.namedChildren().flatMap((each) => each.field("name") ?? []);
  return names.flatMap((each) =>
    each.kind() === "identifier"
      ? [each.text()]
      : each
          .findAll({ rule: { any: [{ kind: "shorthand_property_identifier_pattern" }, { kind: "identifier" }] } })
          .map((inner) => inner.text()),
  );
}

function handleOf(kind: Kind | undefined, returned: (node: SgNode) => Kind | undefined): Handle | undefined {
  if (kind?.is === "client") return "client";
  // A captured index needs nothing more, wherever it is used.
  if (kind?.is === "index") return kind.captured ? undefined : "index";
  const given = kind?.is === "gives" ? kind.kind : kind?.is === "function" ? returned(kind.node) : undefined;
  if (given?.is === "client") return "client-factory";
  return given?.is === "index" && !given.captured ? "index-factory" : undefined;
}

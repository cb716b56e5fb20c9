import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode } from "../../span";
import { type Creation, found } from "../typed/calls";
import type { JavaNames } from "./names";

/** Classes that 1.0.0 took out. */
const GONE = [
  "PineconeControlPlaneClient",
  "PineconeIndexOperationClient",
  "PineconeClient",
  "PineconeClientConfig",
  "PineconeConnectionConfig",
];

const CONTROL = "PineconeControlPlaneClient";

export const OLD_CLIENT: CodeRule<JavaNames | undefined> = {
  id: "java/old-client",
  level: "error",
  step: "adapt-code",
  title: "Client class of 0.8 and below",
  help:
    "`PineconeControlPlaneClient`, `PineconeIndexOperationClient`, `PineconeClient`, `PineconeClientConfig` and " +
    "`PineconeConnectionConfig` are gone since 1.0.0 (2024-04-12). Write `new Pinecone.Builder(apiKey).build()`, and " +
    "`pinecone.getIndexConnection(name)` for the data. `--fix` rewrites `PineconeControlPlaneClient`, whose methods " +
    "without request objects stayed; the others want other calls. Source: v1-migration.md of pinecone-java-client.",
  *find(file, names) {
    if (names === undefined) return;
    const edits = controlClientEdits(file, names);
    for (const gone of GONE) {
      const made = names.creations.filter(({ type }) => type === `pinecone.${gone}`);
      for (const { node } of made) yield oldClass(node, gone, gone === CONTROL ? edits : undefined);
      const imported = names.classes.imports.filter(({ from, name }) => name === gone && from === "io.pinecone");
      if (made.length > 0) continue;
      const [used] = imported.length > 0 ? imported.map(({ node }) => node) : usesOf(file, names, gone);
      if (used !== undefined) yield oldClass(used, gone, gone === CONTROL ? edits : undefined);
    }
  },
};

/** Where the class is a declared type. */
function usesOf(file: SourceFile, names: JavaNames, gone: string): SgNode[] {
  if (names.classes.named(gone) !== `pinecone.${gone}`) return [];
  return file.root
    .findAll({ rule: { kind: "type_identifier", regex: `^${gone}$` } })
    .filter((node) => node.parent()?.kind() !== "scoped_type_identifier");
}

function oldClass(node: SgNode, gone: string, edits: readonly Edit[] | undefined): Found {
  const next =
    gone === CONTROL || gone === "PineconeIndexOperationClient"
      ? "Make the client by `new Pinecone.Builder(apiKey).build()` of `io.pinecone.clients`"
      : "Take `pinecone.getIndexConnection(name)` of a `Pinecone` client: its `Index` has the calls for data";
  return found(node, `\`${gone}\` is gone since 1.0.0 of the Java client`, next, edits);
}

/** Every edit that turns the file's `PineconeControlPlaneClient` into `Pinecone`; none where another `Pinecone` is about. */
function controlClientEdits(file: SourceFile, names: JavaNames): Edit[] | undefined {
  const isTaken = names.classes.named("Pinecone") === "Pinecone" && /\bPinecone\b(?!\.Builder)/.test(codeOf(file));
  const creations = names.creations.filter(({ type }) => type === `pinecone.${CONTROL}`);
  const built = creations.map(builderFor);
  const imports = importEdits(names);
  if (isTaken || imports === undefined || built.includes(undefined)) return undefined;
  const making = new Set(creations.map(({ node }) => node.field("type")?.range().start.index));
  const uses = usesOf(file, names, CONTROL).filter((node) => !making.has(node.range().start.index));
  return [...imports, ...built.flatMap((edits) => edits ?? []), ...uses.map((node) => replaceNode(node, "Pinecone"))];
}

/** The identifiers of a file, without strings and comments. */
function codeOf(file: SourceFile): string {
  return file.root
    .findAll({ rule: { any: [{ kind: "type_identifier" }, { kind: "identifier" }] } })
    .filter((node) => node.parent()?.kind() !== "scoped_identifier")
    .map((node) => node.text())
    .join(" ");
}

/** `new PineconeControlPlaneClient(key, http)` -> `new Pinecone.Builder(key).withOkHttpClient(http).build()`. */
function builderFor({ node, args }: Creation): Edit[] | undefined {
  const [type, list] = [node.field("type"), node.field("arguments")];
  const [key, http] = args;
  if (type === null || list === null || key === undefined || args.length > 2) return undefined;
  if (type.kind() !== "type_identifier" || node.children().some((child) => child.kind() === "class_body"))
    return undefined;
  const end = node.range().end.index;
  const comma = http === undefined ? undefined : list.children().find((child) => child.text() === ",");
  const middle = comma === undefined ? [] : [{ ...replaceNode(comma, ").withOkHttpClient(") }];
  const tight = middle.map((edit) =>
    http?.range().start.index === edit.end + 1 && isBlank(list, edit.end) ? { ...edit, end: edit.end + 1 } : edit,
  );
  return [replaceNode(type, "Pinecone.Builder"), ...tight, { start: end, end, text: ".build()" }];
}

function isBlank(list: SgNode, at: number): boolean {
  return list.text()[at - list.range().start.index] === " ";
}

/** Exchanges the class's import; beside `import io.pinecone.*` the new one is put in. */
function importEdits({ classes: { imports } }: JavaNames): Edit[] | undefined {
  const has = imports.some(({ from, name }) => from === "io.pinecone.clients" && (name === "Pinecone" || name === "*"));
  const own = imports.find(({ from, name }) => from === "io.pinecone" && name === CONTROL);
  if (own !== undefined && !has) return [replaceNode(own.path, "io.pinecone.clients.Pinecone")];
  if (own !== undefined) return undefined;
  const wildcard = imports.find(({ from, name }) => from === "io.pinecone" && name === "*");
  if (wildcard === undefined) return undefined;
  const start = wildcard.node.range().start.index;
  return has ? [] : [{ start, end: start, text: "import io.pinecone.clients.Pinecone;\n" }];
}

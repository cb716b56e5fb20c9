import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { replaceNode, spanOf } from "../../span";
import type { Bindings } from "./names/bindings";
import { isPinecone, keyText, stringValue } from "./names/syntax";

/** What the package exported up to 1.x, and what to write instead; a single name where it is only another name. */
const GONE: ReadonlyMap<string, string> = new Map([
  ["Vector", "PineconeRecord"],
  ["ScoredVector", "ScoredPineconeRecord"],
  ["VectorOperationsApi", "import `Index`"],
  ["QueryRequest", "import `QueryOptions`, which is flat"],
  ["UpdateRequest", "import `UpdateOptions`, which is flat"],
  ["CreateRequest", "import `CreateIndexOptions`"],
  ["UpsertRequest", "take `PineconeRecord[]`"],
  ["DeleteRequest", "call `deleteOne`, `deleteMany` or `deleteAll`"],
  ["PatchRequest", "give `configureIndex` its options"],
  ["QueryVector", "query for each vector by itself"],
  ["utils", "call `createIndex` with `waitUntilReady` and `suppressConflicts`, and `upsert` in batches of your own"],
  ["IndexMeta", "import `IndexModel`"],
  ["IndexDescription", "import `IndexModel`"],
  ["PartialIndexDescription", "import `IndexModel`"],
  ["CollectionDescription", "import `CollectionModel`"],
  ["PartialCollectionDescription", "import `CollectionModel`"],
]);

const IMPORTED = { rule: { any: [{ kind: "import_specifier" }, { kind: "export_specifier" }] } };

/** Importing what the package has no more. */
export const OLD_EXPORT: CodeRule<Bindings | undefined> = {
  id: "javascript/old-export",
  level: "error",
  step: "adapt-code",
  title: "Imports what the package has no more",
  help:
    "2.0.0 took away what was kept from 0.x: `utils`, `Vector`, `ScoredVector`, `QueryRequest` and the other requests, and " +
    "1.x's `IndexDescription` and its like. `utils.chunkedUpsert` was a write, too, which `phase: capture` has to see. Fixed " +
    "where the type only has another name, which is imported under the old one. (Source: the client's exports, 1.1.2 and " +
    "2.0.0, and its v1 migration guide.)",
  *find(file, bindings) {
    if (bindings === undefined || ![...GONE.keys()].some((name) => file.text.includes(name))) return;
    for (const node of file.root.findAll(IMPORTED)) {
      const name = node.field("name");
      const instead = GONE.get(keyText(name) ?? "");
      if (name === null || instead === undefined || !isOfPackage(node)) continue;
      const isName = /^\w+$/.test(instead);
      const local = node.field("alias") === null ? ` as ${name.text()}` : "";
      yield {
        span: spanOf(node),
        message: `the package exports no \`${name.text()}\` since 2.0.0`,
        next: isName ? `import \`${instead}\`` : instead,
        ...(isName ? { edits: [replaceNode(name, `${instead}${local}`)] } : {}),
      };
    }
  },
};

function isOfPackage(node: SgNode): boolean {
  const statement = node
    .ancestors()
    .find((each) => each.kind() === "import_statement" || each.kind() === "export_statement");
  const source = statement?.field("source");
  return source ? isPinecone(stringValue(source) ?? "") : false;
}

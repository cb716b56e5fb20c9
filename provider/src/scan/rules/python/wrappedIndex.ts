import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argumentsOf } from "./arguments";
import { type PythonBindings, type PythonNames, STORES } from "./bindings";
import { foundAt } from "./foundAt";
import { importsIn } from "./imports";
import type { CallSite } from "./names/scopes";

/** Packages whose classes keep vectors in an index that they are given, or find by its name. */
const FRAMEWORKS =
  /^(langchain|langchain_community|langchain_pinecone|llama_index|haystack|haystack_integrations)(\.|$)/;

export const wrappedIndex: CodeRule<PythonBindings> = {
  id: "python/wrapped-index",
  level: "note",
  step: "repoint",
  title: "A framework's vector store on the index",
  help:
    "LangChain, LlamaIndex and Haystack put a store of their own over an index: the index is made or named here, and the " +
    "store's writes, `add_documents` for one, are writes to the index that this scan doesn't follow. Both belong to the " +
    "migration: name the serverless index at the cutover, and capture or hold back the writes meanwhile.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    const stores = new Set(
      importsIn(file)
        .filter(({ module }) => FRAMEWORKS.test(module))
        .map(({ as }) => as),
    );
    if (stores.size === 0) return;
    for (const site of bindings.evaluator.names.calls) {
      if (!stores.has(site.name) && !(site.on !== undefined && stores.has(site.on.text()))) continue;
      if (!takesIndex(site, bindings) && !findsByName(site)) continue;
      const message = "a framework's store reads and writes the index through this";
      yield foundAt(
        site.node,
        message,
        "give it the active index from configuration, and capture or hold back its writes",
      );
    }
  },
};

function takesIndex({ node }: CallSite, { evaluator }: PythonNames): boolean {
  const { positional, keywords } = argumentsOf(node);
  const values: SgNode[] = [...positional, ...[...keywords.values()].map(({ value }) => value)];
  return values.some((value) => evaluator.value(value)?.kind === "index");
}

/** `Pinecone.from_existing_index("docs", embeddings)`; LangChain's class for Pinecone, no other store's. */
function findsByName({ node, name, on }: CallSite): boolean {
  if (on === undefined || !STORES.includes(name) || !/^Pinecone(VectorStore)?$/.test(on.text())) return false;
  return name === "from_existing_index" || argumentsOf(node).keywords.has("index_name");
}

import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import type { PythonBindings, PythonNames } from "./bindings";
import { foundAt } from "./foundAt";
import { type ImportedName, importsIn } from "./imports";
import { isPackage } from "./names/package";
import { stretchOf } from "./names/scopes";

/** Names of `pinecone` 2.2.4 that 7.3.0 and 8.0.0 don't have, and what is there instead; functions have rules of their own. */
const INSTEAD: Readonly<Record<string, string>> = {
  Index: "`from pinecone.db_data import Index` for the type; make one by `pc.Index(...)`",
  GRPCIndex: "`from pinecone.grpc import GRPCIndex` for the type; make one by `PineconeGRPC(api_key=...).Index(...)`",
  GRPCVector: "`from pinecone.grpc import GRPCVector`",
  GRPCSparseValues: "`from pinecone.grpc import GRPCSparseValues`",
  GRPCQueryVector: "give the vector itself: `index.query(vector=...)`",
  QueryVector: "give the vector itself: `index.query(vector=...)`",
  UpsertRequest: "give the vectors themselves: `index.upsert(vectors=...)`",
  IndexDescription: "`from pinecone import IndexModel`",
  OpenApiException: "`from pinecone.exceptions import PineconeException`",
  ApiException: "`from pinecone.exceptions import PineconeApiException`",
  ApiAttributeError: "`from pinecone.exceptions import PineconeApiAttributeError`",
  ApiKeyError: "`from pinecone.exceptions import PineconeApiKeyError`",
  ApiTypeError: "`from pinecone.exceptions import PineconeApiTypeError`",
  ApiValueError: "`from pinecone.exceptions import PineconeApiValueError`",
};

/** Modules within 2.2.4 that 7.3.0 and 8.0.0 don't have. */
const MODULES = /^pinecone\.(core\.(client|exceptions|utils|api_action|grpc\.index_grpc)|info|manage|index)(\.|$)/;

const NAMES = `^(${Object.keys(INSTEAD).join("|")})$`;

/** Rules most files out before their trees are searched. */
const MENTIONED = new RegExp(`\\.(${Object.keys(INSTEAD).join("|")})\\b(?!\\()`);

export const removedName: CodeRule<PythonBindings> = {
  id: "python/removed-name",
  level: "error",
  step: "adapt-code",
  title: "A class or a module of the package that is gone",
  help:
    "Some classes of version 2 are gone from `pinecone`, or have other names or places: importing them, or naming them as " +
    "`pinecone.Index` in a type annotation, fails with ImportError or AttributeError. `from pinecone.db_data import Index` " +
    "and `pinecone.exceptions` have them in 7.3.0 and 8.0.0. Source: names of pinecone-client 2.2.4 compared with pinecone " +
    "7.3.0 and 8.0.0.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    const imports = importsIn(file);
    for (const imported of imports) yield* inImport(imported, bindings);
    const byModule = imports.some(({ module, name }) => name === undefined && isPackage(module));
    if (!byModule || !MENTIONED.test(file.text)) return;
    for (const node of file.root.findAll({ rule: { kind: "attribute", has: { field: "attribute", regex: NAMES } } })) {
      const name = node.field("attribute")?.text() ?? "";
      const module = bindings.evaluator.value(node.field("object") ?? node);
      if (module?.kind !== "module" || module.name !== "pinecone" || isCalled(node, bindings)) continue;
      yield foundAt(node, `\`pinecone.${name}\` is gone in version 7`, `use ${INSTEAD[name]}`);
    }
  },
};

function* inImport({ module, name, as, node }: ImportedName, bindings: PythonNames): Iterable<Found> {
  if (!isPackage(module)) return;
  if (MODULES.test(module)) {
    const next = "import from `pinecone`, `pinecone.exceptions` or `pinecone.grpc` instead";
    yield foundAt(node, `\`${module}\` is gone from version 3 or 7 of the client on`, next);
  } else if (module === "pinecone" && name !== undefined && INSTEAD[name] !== undefined && !calledAs(as, bindings)) {
    yield foundAt(node, `\`${name}\` can't be imported from \`pinecone\` 7`, `use ${INSTEAD[name]}`);
  }
}

/** A call is reported by the rule for what it does. */
function isCalled(node: SgNode, { calls }: PythonNames): boolean {
  const { start, end } = stretchOf(node);
  return calls.some(({ callee }) => stretchOf(callee).start === start && stretchOf(callee).end === end);
}

function calledAs(name: string, { calls }: PythonNames): boolean {
  return calls.some(({ callee, target }) => target === "module" && callee.text() === name);
}

import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import type { PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { importsIn } from "./imports";
import { isPackage } from "./names/package";
import { namedOfPackage } from "./packageNames";

/** Names of `pinecone` 2.2.4 that 3.2.2 to 9.0.1 don't have, and what is there instead; functions have rules of their own. */
const INSTEAD: Readonly<Record<string, string>> = {
  GRPCIndex: "`from pinecone.grpc import GRPCIndex` for the type; make one by `PineconeGRPC(api_key=...).Index(...)`",
  GRPCVector: "`from pinecone.grpc import GRPCVector`",
  GRPCSparseValues: "`from pinecone.grpc import GRPCSparseValues`",
  GRPCQueryVector: "give the vector itself: `index.query(vector=...)`",
  QueryVector: "give the vector itself: `index.query(vector=...)`",
  OpenApiException: "`from pinecone.exceptions import PineconeException`",
  ApiException: "`from pinecone.exceptions import PineconeApiException`",
  ApiAttributeError: "`from pinecone.exceptions import PineconeApiAttributeError`",
  ApiKeyError: "`from pinecone.exceptions import PineconeApiKeyError`",
  ApiTypeError: "`from pinecone.exceptions import PineconeApiTypeError`",
  ApiValueError: "`from pinecone.exceptions import PineconeApiValueError`",
};

/** Modules within 2.2.4 that 7.3.0 and 8.0.0 don't have. */
const MODULES = /^pinecone\.(core\.(client|exceptions|utils|api_action|grpc\.index_grpc)|info|manage|index)(\.|$)/;

export const removedName: CodeRule<PythonBindings> = {
  id: "python/removed-name",
  level: "error",
  step: "adapt-code",
  title: "A class or a module of the package that is gone",
  help:
    "Some classes and modules of version 2 are gone from 3.0.0 on, or have other names or places: importing them, or " +
    "naming one as `pinecone.ApiException`, fails with ImportError or AttributeError. `pinecone.exceptions` has the " +
    "exceptions. Source: names of pinecone-client 2.2.4 compared with pinecone-client 4.1.2 and pinecone 3.2.2, 7.3.0, " +
    "8.0.0 and 9.0.1.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (bindings === undefined) return;
    for (const { module, node } of importsIn(file)) {
      if (!isPackage(module) || !MODULES.test(module)) continue;
      const next = "import from `pinecone`, `pinecone.exceptions` or `pinecone.grpc` instead";
      yield foundAt(node, `\`${module}\` is gone from version 3 or 7 of the client on`, next);
    }
    for (const { node, name, isImport } of namedOfPackage(file, bindings, Object.keys(INSTEAD))) {
      const message = isImport ? `\`${name}\` can't be imported from \`pinecone\`` : `\`pinecone.${name}\` is gone`;
      yield foundAt(node, `${message} from version 3 on`, `use ${INSTEAD[name]}`);
    }
  },
};

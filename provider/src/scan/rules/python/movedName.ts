import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import type { PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { namedOfPackage } from "./packageNames";

/** Names of `pinecone` that some versions from 3 on have and 7.3.0 and 8.0.0 don't. */
const MOVED: Readonly<Record<string, { readonly inVersions: string; readonly next: string }>> = {
  Index: {
    inVersions: "3 to 6 and 9",
    next: "in 7 and 8 use `from pinecone.db_data import Index` for the type, and make one by `pc.Index(...)`",
  },
  IndexDescription: { inVersions: "3 and 4", next: "use `from pinecone import IndexModel`" },
  UpsertRequest: { inVersions: "3 to 5", next: "give the vectors themselves: `index.upsert(vectors=...)`" },
};

export const movedName: CodeRule<PythonBindings> = {
  id: "python/moved-name",
  level: "warning",
  step: "adapt-code",
  title: "A class of the package that only some versions have",
  help:
    "`pinecone.Index`, named as a type, is there from 3 to 6 and in 9, and missing in 7 and 8, which have it in " +
    "`pinecone.db_data`; importing it fails there with ImportError. `IndexDescription` is there up to 4, `UpsertRequest` up " +
    "to 5. Source: tried with pinecone-client 4.1.2 and pinecone 3.2.2, 5.4.2, 6.0.2, 7.3.0, 8.0.0 and 9.0.1.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const { node, name } of namedOfPackage(file, bindings, Object.keys(MOVED))) {
      const moved = MOVED[name];
      if (moved === undefined) continue;
      yield foundAt(node, `\`pinecone\` has \`${name}\` in versions ${moved.inVersions} only`, moved.next);
    }
  },
};

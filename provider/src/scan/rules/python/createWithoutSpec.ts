import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PineconeCall, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

/** Reported by rules of their own, with what to write instead. */
const REPORTED = [
  "pods",
  "pod_type",
  "replicas",
  "shards",
  "metadata_config",
  "index_type",
  "index_config",
  "source_collection",
];

export const createWithoutSpec: CodeRule<PythonBindings> = {
  id: "python/create-without-spec",
  level: "error",
  step: "adapt-code",
  title: "An index is created without saying where",
  help:
    "Before version 3.0.0 the environment said where an index is made. From 3.0.0 on `create_index` needs " +
    "`spec=ServerlessSpec(cloud=..., region=...)`, and the dimension by its keyword: its place moved. Source: `create_index` " +
    "of pinecone-client 2.2.4 and 3.2.2, pinecone 7.3.0.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, ["module", "client"], ["create_index"])) {
      if (REPORTED.some((name) => call.given.keywords.has(name)) || !lacksSpec(call)) continue;
      const next = "say where: `pc.create_index(name=..., dimension=..., spec=ServerlessSpec(cloud=..., region=...))`";
      yield foundAt(call.node, "`create_index` needs a `spec` from version 3 of the client on", next);
    }
  },
};

/** On a client the second argument may be a spec that a variable holds: then nobody can tell. */
function lacksSpec({ target, given }: PineconeCall): boolean {
  if (given.keywords.has("spec") || given.open) return false;
  const second = given.positional[1];
  return target === "module" || second === undefined || (second.kind() === "integer" && given.positional.length === 2);
}

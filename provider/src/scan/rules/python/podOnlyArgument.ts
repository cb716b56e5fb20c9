import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PineconeCall, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

/** Arguments of create_index in 2.2.4 that only pods have; from 3 on they are PodSpec's. */
const OF_CREATE = ["pods", "pod_type", "replicas", "shards", "metadata_config", "index_type", "index_config"];

export const podOnlyArgument: CodeRule<PythonBindings> = {
  id: "python/pod-only-argument",
  level: "error",
  step: "adapt-code",
  title: "Arguments that only pod indexes have",
  help:
    "`pods`, `pod_type`, `replicas`, `shards` and `metadata_config` make or scale a pod index. `create_index` refuses " +
    "them from version 3.0.0 on (TypeError), a serverless index has none of them, and API 2026-07 makes no pod index at " +
    "all, so `PodSpec` goes too. Write `spec=ServerlessSpec(cloud=..., region=...)`, and leave out what scales: serverless " +
    "scales by itself. Source: `create_index` and `configure_index` of pinecone 3.2.2, 7.3.0 and 9.0.1; the vendor's guide " +
    "for pod indexes (2026).",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, ["module", "client"], ["create_index"])) {
      const given = OF_CREATE.filter((name) => call.given.keywords.has(name));
      const spec = podSpec(call.given.keywords.get("spec")?.value);
      if (given.length === 0 && spec === undefined) continue;
      const what = given.length > 0 ? given.map((name) => `\`${name}\``).join(", ") : "`spec` with `pod`";
      const message = `${what}: ${given.length > 1 ? "arguments" : "an argument"} that a serverless index doesn't have`;
      yield foundAt(call.node, message, "write `spec=ServerlessSpec(cloud=..., region=...)` instead");
    }
    for (const call of callsOf(bindings, "module", ["PodSpec"])) {
      yield foundAt(call.node, "`PodSpec` makes a pod index", "write `ServerlessSpec(cloud=..., region=...)` instead");
    }
    yield* scaled(callsOf(bindings, ["module", "client"], ["configure_index"]));
  },
};

function* scaled(calls: readonly PineconeCall[]): Iterable<Found> {
  for (const call of calls) {
    const given = ["replicas", "pod_type"].filter((name, at) => has(call, name, at + 1));
    if (given.length === 0) continue;
    const message = `${given.map((name) => `\`${name}\``).join(" and ")}: a serverless index has no pods to scale`;
    yield foundAt(call.node, message, "leave the call out: a serverless index scales by itself");
  }
}

function has({ given }: PineconeCall, name: string, at: number): boolean {
  return given.keywords.has(name) || given.positional[at] !== undefined;
}

/** `{"pod": {...}}` */
function podSpec(spec: SgNode | undefined): SgNode | undefined {
  if (spec?.kind() !== "dictionary") return undefined;
  return spec.namedChildren().find((pair) => /^["']pod["']$/.test(pair.field("key")?.text() ?? ""));
}

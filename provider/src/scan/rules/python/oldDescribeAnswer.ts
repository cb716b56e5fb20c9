import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { stretchOf } from "./names/scopes";

/** Fields of the answer of 2.2.4 that stand under `spec.pod` from 3 on. */
const OF_PODS = ["replicas", "shards", "pods", "pod_type", "metadata_config", "source_collection"];

/** Methods of 2.2.4's answer, a named tuple. */
const OF_TUPLES = ["_asdict", "_replace", "_fields"];

/** Fields of a collection, which is a dict from 3 to 8, and an object before and after. */
const OF_COLLECTIONS = ["name", "status", "size", "dimension", "vector_count", "environment"];

const FIELDS = new RegExp(`^(${[...OF_PODS, ...OF_TUPLES, ...OF_COLLECTIONS].join("|")})$`).source;

export const oldDescribeAnswer: CodeRule<PythonBindings> = {
  id: "python/old-describe-answer",
  level: "error",
  step: "adapt-code",
  title: "The description of an index or a collection is read in its old shape",
  help:
    "Up to version 2 `describe_index` gave a named tuple with the pods' fields. From 3.0.0 on `name`, `dimension`, `metric`, " +
    '`host` and `status["ready"]` stand at the top, and `pods`, `replicas`, `shards`, `pod_type` and `metadata_config` under ' +
    "`spec.pod`, which a serverless index doesn't have: it has `spec.serverless`. Read at the top they are None up to 8, " +
    "without an error, and raise AttributeError from 9.0.0 on. `describe_collection` gives a dict from 3 " +
    'to 8: `["status"]`, which the object of 9 takes too. Source: `describe_index` and `describe_collection` of ' +
    "pinecone-client 2.2.4; tried with pinecone 3.2.2, 7.3.0, 8.0.0 and 9.0.1.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    const asked = callsOf(bindings, ["module", "client"], ["describe_index", "describe_collection"]);
    if (bindings === undefined || asked.length === 0) return;
    for (const node of file.root.findAll({ rule: { kind: "attribute", has: { field: "attribute", regex: FIELDS } } })) {
      const object = node.field("object");
      const field = node.field("attribute")?.text() ?? "";
      const value = object === null ? undefined : bindings.evaluator.value(object);
      if (object === null || value?.kind !== "answer") continue;
      if (value.to === "index") yield* ofIndex(node, field);
      else if (value.to === "collection" && OF_COLLECTIONS.includes(field)) yield ofCollection(object, node, field);
    }
    yield* places(file, bindings);
  },
};

function* ofIndex(node: SgNode, field: string): Iterable<Found> {
  if (OF_PODS.includes(field)) {
    const next = "leave it out: a serverless index has only `spec.serverless` with `cloud` and `region`";
    yield foundAt(
      node,
      `\`${field}\` is None here from version 3 on: it stands under \`spec.pod\`, which a serverless index doesn't have`,
      next,
    );
  }
  if (OF_TUPLES.includes(field)) {
    yield foundAt(
      node,
      "the description is no named tuple any more from version 3 on",
      "use `to_dict()` or its fields by name",
    );
  }
}

function ofCollection(object: SgNode, node: SgNode, field: string): Found {
  const edits: Edit[] = [{ start: stretchOf(object).end, end: stretchOf(node).end, text: `["${field}"]` }];
  return foundAt(node, "the description of a collection is a dict from version 3 to 8", `read \`["${field}"]\``, edits);
}

/** `describe_index(name)[0]` */
function* places(file: SourceFile, { evaluator }: NonNullable<PythonBindings>): Iterable<Found> {
  for (const node of file.root.findAll({ rule: { kind: "subscript", has: { field: "subscript", kind: "integer" } } })) {
    const object = node.field("value");
    const value = object === null ? undefined : evaluator.value(object);
    if (value?.kind !== "answer" || value.to !== "index") continue;
    yield foundAt(node, "the description is no tuple any more from version 3 on", "read its fields by name");
  }
}

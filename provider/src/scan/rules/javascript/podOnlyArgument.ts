import type { Found } from "../../finding";
import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { createOptions, innerObject } from "./createOptions";
import { type Bindings, clientCalls, type MethodCall } from "./names/bindings";
import { propertiesOf, propertyNamed } from "./names/syntax";

const NEXT =
  "leave it out; a serverless index is made by `spec: { serverless: { cloud, region } }` and scales by itself";

/** `spec: { pod }`, and configuring pods. */
export const POD_ONLY_ARGUMENT: CodeRule<Bindings | undefined> = {
  id: "javascript/pod-only-argument",
  level: "error",
  step: "adapt-code",
  title: "Argument that only pod indexes have",
  help:
    "`spec: { pod }` makes another pod index, and a serverless one has no pods, replicas, shards, pod type or " +
    "`metadataConfig`: `configureIndex` with them is refused. (Source: docs.pinecone.io, pods and serverless indexes, 2026-11.)",
  *find(_file, bindings) {
    for (const call of clientCalls(bindings, "createIndex", "configureIndex")) yield* findingsOf(call, bindings);
  },
};

function* findingsOf(call: MethodCall, bindings: Bindings | undefined): Generator<Found> {
  const options = call.name === "createIndex" ? createOptions(call, bindings) : configureOptions(call, bindings);
  const pod = innerObject(innerObject(options, "spec", bindings)?.value, "pod", bindings);
  if (pod !== undefined) {
    const does = call.name === "createIndex" ? "makes another pod index" : "is refused for a serverless index";
    yield { span: spanOf(pod.node), message: `\`spec.pod\` ${does}`, next: NEXT };
  }
  if (call.name === "createIndex" || options === undefined) return;
  const flat = propertiesOf(options).properties.find(({ name }) => name === "replicas" || name === "podType");
  if (flat === undefined) return;
  yield { span: spanOf(flat.node), message: `\`${flat.name}\` is refused for a serverless index`, next: NEXT };
}

/** Of `configureIndex(name, options)` and, from 7.0.0 on, `configureIndex({ name, ...options })`. */
function configureOptions({ arguments: given }: MethodCall, bindings: Bindings | undefined) {
  const last = given.at(-1);
  const options = last === undefined ? undefined : bindings?.evaluation.objectOf(last);
  const patch = options === undefined ? undefined : propertyNamed(options, "patchRequest")?.value;
  return patch?.kind() === "object" ? patch : options;
}

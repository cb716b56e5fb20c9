import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { CLIENT, type CSharpNames } from "./names";

const SPECS = new Set(
  ["PodIndexSpec", "PodSpec", "PodSpecMetadataConfig", "ConfigureIndexRequestSpecPod"].map(
    (name) => `Pinecone.${name}`,
  ),
);

export const POD_ONLY_ARGUMENT: CodeRule<CSharpNames | undefined> = {
  id: "csharp/pod-only-argument",
  level: "error",
  step: "adapt-code",
  title: "Pods, replicas, pod types",
  help:
    "A serverless index has no pods, replicas, shards, pod type or environment to create or configure it with: creating a " +
    "pod index makes another one (which no organisation may that signed up on or after 2025-08-18), and changing replicas or " +
    "the pod type is refused. Write `ServerlessIndexSpec` (official client) or `CreateServerlessIndex` (community). " +
    "Source: the vendor's legacy pages, and both clients' sources.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode } of callsOn(names.calls, CLIENT, new Set(["CreatePodBasedIndex"])))
      yield found(nameNode, "This creates a pod index", "Create it by `CreateServerlessIndex`");
    for (const { nameNode } of callsOn(names.calls, CLIENT, new Set(["ConfigureIndex"])))
      yield found(nameNode, "This changes pods, which a serverless index has none of", "Take the call out");
    const specs = names.creations.filter(({ type }) => SPECS.has(type));
    const ids = new Set(specs.map(({ node }) => node.id()));
    for (const { node, type } of specs) {
      if (node.ancestors().some((each) => ids.has(each.id()))) continue;
      const message = `\`${type.slice("Pinecone.".length)}\` describes pods`;
      yield found(node, message, "Describe a serverless index: its cloud and its region");
    }
  },
};

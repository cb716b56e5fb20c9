import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { CLIENTS } from "./dataTypes";
import type { JavaNames } from "./names";

const SPECS = new Set(
  [
    "CreateIndexRequestSpecPod",
    "CreateIndexRequestSpecPodMetadataConfig",
    "ConfigureIndexRequestSpecPod",
    "PodSpec",
    "PodSpecMetadataConfig",
  ].map((name) => `pinecone.${name}`),
);
const METHODS = new Set(["createPodsIndex", "configurePodsIndex", "configureIndex"]);

export const POD_ONLY_ARGUMENT: CodeRule<JavaNames | undefined> = {
  id: "java/pod-only-argument",
  level: "error",
  step: "adapt-code",
  title: "Pods, replicas, pod types",
  help:
    "A serverless index has no pods, replicas, shards, pod type or environment to create or configure it with: " +
    "`createPodsIndex` makes another pod index (which no organisation may that signed up on or after 2025-08-18), and " +
    "`configurePodsIndex` is refused. Write `createServerlessIndex`; `metadata_config` becomes a schema, which the client has since " +
    "6.0.0. Source: the vendor's legacy pages and pinecone-java-client's README, 2026.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode, name } of callsOn(names.calls, CLIENTS, METHODS)) {
      const makes = name === "createPodsIndex";
      const message = makes
        ? "This creates a pod index"
        : `\`${name}\` changes pods, which a serverless index has none of`;
      yield found(nameNode, message, makes ? "Create it by `createServerlessIndex`" : "Take the call out");
    }
    for (const { node, type } of names.creations) {
      if (!SPECS.has(type)) continue;
      const name = type.slice("pinecone.".length);
      yield found(node, `\`${name}\` describes pods`, "Describe a serverless index: its cloud and its region");
    }
  },
};

import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";

const SPECS = new Set(["pinecone.PodSpec", "pinecone.PodSpecMetadataConfig"]);

export const POD_ONLY_ARGUMENT: CodeRule<GoNames | undefined> = {
  id: "go/pod-only-argument",
  level: "error",
  step: "adapt-code",
  title: "Pods, replicas, pod types",
  help:
    "A serverless index has no pods, replicas, shards, pod type or environment to create or configure it with: " +
    "`CreatePodIndex` makes another pod index (which no organisation may that signed up on or after 2025-08-18), and " +
    "`ConfigureIndex` with `PodType` or `Replicas` is refused. Write `CreateServerlessIndex` with a cloud and a region. " +
    "Source: the vendor's legacy pages and go-pinecone's README, 2026.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { nameNode } of callsOn(names.calls, new Set(["pinecone.Client"]), new Set(["CreatePodIndex"])))
      yield found(nameNode, "This creates a pod index", "Create it by `CreateServerlessIndex`");
    for (const creation of names.creations) {
      if (SPECS.has(creation.type))
        yield found(creation.node, "This describes pods", "Describe a serverless index: its cloud and its region");
      if (creation.type !== "pinecone.ConfigureIndexParams") continue;
      for (const { key, name } of fieldsOf(creation).filter((field) => /^(?:PodType|Replicas)$/.test(field.name)))
        yield found(key, `\`${name}\` changes pods, which a serverless index has none of`, "Take it out");
    }
  },
};

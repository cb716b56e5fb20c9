import type { IndexModel } from "@pinecone-database/pinecone";
import type { IndexDescription, Metric, OtherSpec, PodSpec, ReadCapacity, ReadNodes, ServerlessSpec } from "./types";

type ServerlessModel = Extract<IndexModel["spec"], { serverless: unknown }>["serverless"];
type ReadCapacityModel = NonNullable<ServerlessModel["readCapacity"]>;
type DedicatedModel = Extract<ReadCapacityModel, { mode: "Dedicated" }>["dedicated"];

/** The service's index model as ours. */
export function toIndexDescription(model: IndexModel): IndexDescription {
  return {
    name: model.name,
    dimension: model.dimension ?? 0,
    metric: model.metric as Metric,
    vectorType: model.vectorType,
    host: model.host,
    ...(model.privateHost === undefined ? {} : { privateHost: model.privateHost }),
    deletionProtection: model.deletionProtection === "enabled" ? "enabled" : "disabled",
    tags: { ...model.tags },
    state: model.status.state,
    ready: model.status.ready,
    spec: toSpec(model.spec),
  };
}

function toSpec(spec: IndexModel["spec"]): PodSpec | ServerlessSpec | OtherSpec {
  // The client's answer has the keys of every kind; all but one are undefined, whatever its types say.
  if ("pod" in spec && spec.pod !== undefined) {
    const pod = spec.pod;
    const indexed = pod.metadataConfig?.indexed;
    return {
      kind: "pod",
      environment: pod.environment,
      podType: pod.podType,
      pods: pod.pods ?? 1,
      replicas: pod.replicas ?? 1,
      shards: pod.shards ?? 1,
      ...(indexed === undefined ? {} : { indexedMetadata: [...indexed].sort() }),
      ...(pod.sourceCollection === undefined ? {} : { sourceCollection: pod.sourceCollection }),
    };
  }
  if ("serverless" in spec && spec.serverless !== undefined) {
    const { cloud, region, schema, sourceCollection, readCapacity } = spec.serverless;
    return {
      kind: "serverless",
      cloud,
      region,
      ...(schema === undefined ? {} : { filterable: Object.keys(schema.fields).sort() }),
      ...(sourceCollection === undefined ? {} : { sourceCollection }),
      ...(readCapacity === undefined ? {} : { readCapacity: toReadCapacity(readCapacity) }),
    };
  }
  return { kind: "other" };
}

function toReadCapacity(model: ReadCapacityModel): ReadCapacity {
  const { state, currentShards, currentReplicas, errorMessage } = model.status;
  return {
    ...(model.mode === "Dedicated" ? { nodes: toReadNodes(model.dedicated) } : {}),
    state,
    ...(currentShards === undefined ? {} : { currentShards }),
    ...(currentReplicas === undefined ? {} : { currentReplicas }),
    ...(errorMessage === undefined ? {} : { error: errorMessage }),
  };
}

function toReadNodes({ nodeType = "", manual }: DedicatedModel): ReadNodes {
  return { nodeType, shards: manual?.shards ?? 1, replicas: manual?.replicas ?? 1 };
}

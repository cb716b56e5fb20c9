import type { Collection } from "./store/collections.js";
import type { IndexStore, PodSpec, ServerlessSpec } from "./store/indexStore.js";

/** An index as the API's IndexModel. Keys without a value are left out: null would break the definition. */
export function indexModel(index: IndexStore): object {
  const { name, dimension, metric, vectorType } = index.definition;
  return {
    name,
    ...(vectorType === "sparse" ? {} : { dimension }),
    metric,
    host: index.host,
    spec: index.spec.kind === "pod" ? { pod: podModel(index.spec) } : { serverless: serverlessModel(index.spec) },
    deletion_protection: index.deletionProtection,
    ...(Object.keys(index.tags).length === 0 ? {} : { tags: index.tags }),
    status: { ready: isUsable(index), state: index.state },
    vector_type: vectorType,
  };
}

/** Whether the index answers its data plane: while it scales it does. */
export function isUsable(index: IndexStore): boolean {
  return !["Initializing", "InitializationFailed", "Terminating"].includes(index.state);
}

export function collectionModel(collection: Collection): object {
  const { name, environment, state, size, dimension, recordCount } = collection;
  const counts = state === "Initializing" ? {} : { size, dimension, vector_count: recordCount };
  return { name, environment, status: state, ...counts };
}

function podModel(spec: PodSpec): object {
  return {
    environment: spec.environment,
    pod_type: spec.podType,
    pods: spec.pods,
    replicas: spec.replicas,
    shards: spec.shards,
    ...(spec.indexed === undefined ? {} : { metadata_config: { indexed: spec.indexed } }),
    ...(spec.sourceCollection === undefined ? {} : { source_collection: spec.sourceCollection }),
  };
}

function serverlessModel(spec: ServerlessSpec): object {
  return {
    cloud: spec.cloud,
    region: spec.region,
    read_capacity: { mode: "OnDemand", status: { state: "Ready" } },
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(spec.sourceCollection === undefined ? {} : { source_collection: spec.sourceCollection }),
  };
}

import type { Backup, RestoreJob } from "./store/backups.js";
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
    spec:
      index.spec.kind === "pod" ? { pod: podModel(index.spec) } : { serverless: serverlessModel(index, index.spec) },
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

/** A backup as the API's BackupModel. */
export function backupModel(backup: Backup): object {
  const { definition, spec, tags } = backup;
  return {
    ...backupCommons(backup),
    ...(definition.vectorType === "sparse" ? {} : { dimension: definition.dimension }),
    metric: definition.metric,
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

/** What every version of the API tells of a backup: sizes and counts once it is ready. */
export function backupCommons(backup: Backup): object {
  const { source, spec, state } = backup;
  const counts = { record_count: backup.recordCount, namespace_count: backup.namespaces.size, size_bytes: backup.size };
  return {
    backup_id: backup.id,
    source_index_name: source.name,
    source_index_id: source.id,
    ...(source.deletedAt === undefined ? {} : { source_index_deleted_at: isoTime(source.deletedAt) }),
    ...(backup.name === undefined ? {} : { name: backup.name }),
    ...(backup.description === undefined ? {} : { description: backup.description }),
    status: state,
    cloud: spec.cloud,
    region: spec.region,
    ...(state === "Initializing" ? {} : counts),
    created_at: isoTime(backup.createdAt),
  };
}

/** A restore as the API's RestoreJobModel. The service tells no progress but the end. */
export function restoreJobModel(job: RestoreJob): object {
  return {
    restore_job_id: job.id,
    backup_id: job.backup.id,
    target_index_name: job.target.name,
    target_index_id: job.target.id,
    status: job.state,
    created_at: isoTime(job.createdAt),
    ...(job.completedAt === undefined ? {} : { completed_at: isoTime(job.completedAt) }),
    ...(job.state === "Completed" ? { percent_complete: 100 } : {}),
  };
}

/** Milliseconds since the epoch as the API spells times. */
export function isoTime(at: number): string {
  return new Date(at).toISOString();
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

function serverlessModel(index: IndexStore, spec: ServerlessSpec): object {
  return {
    cloud: spec.cloud,
    region: spec.region,
    read_capacity: readCapacityModel(index, spec),
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(spec.sourceCollection === undefined ? {} : { source_collection: spec.sourceCollection }),
  };
}

/** A serverless index's read capacity with its status. The counts are told once they are reached. */
export function readCapacityModel(index: IndexStore, { readCapacity }: ServerlessSpec): object {
  const state = index.readCapacityState;
  if (readCapacity.mode === "OnDemand") return { mode: "OnDemand", status: { state } };
  const { nodeType, shards, replicas } = readCapacity;
  const counts = state === "Ready" ? { current_shards: shards, current_replicas: replicas } : {};
  return {
    mode: "Dedicated",
    dedicated: { node_type: nodeType, scaling: "Manual", manual: { shards, replicas } },
    status: { state, ...counts },
  };
}

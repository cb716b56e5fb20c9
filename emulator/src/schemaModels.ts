import { backupCommons, backupModel, indexModel, isUsable, readCapacityModel } from "./models.js";
import type { Backup } from "./store/backups.js";
import type { IndexDefinition, IndexStore, PodSpec, ServerlessSpec } from "./store/indexStore.js";
import type { FieldSchema } from "./store/namespace.js";
import type { IndexShape } from "./validations/apiVersion.js";
import { DENSE_FIELD, SPARSE_FIELD } from "./validations/createIndexBySchema.js";

/** An index in the shape that the request's version of the API has. */
export function indexModelIn(shape: IndexShape, index: IndexStore): object {
  return shape === "spec" ? indexModel(index) : indexSchemaModel(index);
}

/** A backup in the shape that the request's version of the API has. */
export function backupModelIn(shape: IndexShape, backup: Backup): object {
  if (shape === "spec") return backupModel(backup);
  const schema = schemaModel(backup.definition, backup.spec.schema);
  return { ...backupCommons(backup), schema, tags: orNull(backup.tags) };
}

/** From 2026-07 on: no dimension, metric or spec; tags and descriptions that aren't there are null. */
function indexSchemaModel(index: IndexStore): object {
  const { definition, spec, tags } = index;
  return {
    name: definition.name,
    host: index.host,
    schema: schemaModel(definition, spec.kind === "serverless" ? spec.schema : undefined),
    deployment: deploymentModel(spec),
    ...(spec.kind === "serverless" ? { read_capacity: readCapacityModel(index, spec) } : {}),
    deletion_protection: index.deletionProtection,
    tags: orNull(tags),
    status: { ready: isUsable(index), state: index.state },
    ...(spec.sourceCollection === undefined ? {} : { source_collection: spec.sourceCollection }),
    ...sourceBackup(spec),
  };
}

function orNull(tags: Readonly<Record<string, string>>): object | null {
  return Object.keys(tags).length === 0 ? null : tags;
}

function deploymentModel(spec: PodSpec | ServerlessSpec): object {
  if (spec.kind === "serverless") return { deployment_type: "managed", cloud: spec.cloud, region: spec.region };
  const { environment, podType, replicas, shards } = spec;
  return { deployment_type: "pod", environment, pod_type: podType, replicas, shards };
}

/** The vectors as a field, and the metadata fields of an older schema, which have no type. */
function schemaModel(definition: IndexDefinition, metadata: FieldSchema | undefined): object {
  const { dimension, metric, vectorType } = definition;
  const vectors =
    vectorType === "sparse"
      ? { [SPARSE_FIELD]: { type: "sparse_vector", description: null } }
      : { [DENSE_FIELD]: { type: "dense_vector", dimension, metric, description: null } };
  return { fields: { ...vectors, ...metadata?.fields } };
}

function sourceBackup(spec: PodSpec | ServerlessSpec): object {
  if (spec.kind === "pod" || spec.sourceBackupId === undefined) return {};
  return { source_backup_id: spec.sourceBackupId };
}

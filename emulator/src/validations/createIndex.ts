import { invalidControl, notFoundControl, notModelledControl } from "../errors.js";
import { LIMITS } from "../limits.js";
import { cloudOfEnvironment, isServerlessRegion } from "../regions.js";
import type { DeletionProtection, IndexDefinition, Metric, PodSpec, ServerlessSpec } from "../store/indexStore.js";
import { ON_DEMAND } from "../store/readCapacity.js";
import { controlFields, type Fields } from "./fields.js";
import { checkName, checkTags } from "./names.js";
import { readReadCapacity } from "./readCapacity.js";
import { readSchema } from "./schema.js";

export interface CreateIndexRequest {
  readonly definition: IndexDefinition;
  readonly spec: PodSpec | ServerlessSpec;
  readonly deletionProtection: DeletionProtection;
  readonly tags: Readonly<Record<string, string>>;
}

const POD_TYPE = /^(s1|p1|p2)\.(x1|x2|x4|x8)$/;

export function readCreateIndex(body: unknown, bytes: number): CreateIndexRequest {
  const fields = controlFields(body, bytes);
  const name = fields.string("name");
  const spec = readSpec(fields.object("spec"));
  if (fields.has("embed")) throw notModelledControl("integrated embedding");
  checkName("Index", name);
  const tags = fields.optionalStringMap("tags") ?? {};
  checkTags(tags);
  const deletionProtection = readDeletionProtection(fields) ?? "disabled";
  return { definition: readDefinition(fields, name, spec), spec, deletionProtection, tags };
}

export function readDeletionProtection(fields: Fields): DeletionProtection | undefined {
  const value = fields.optionalString("deletion_protection");
  if (value === undefined || value === "enabled" || value === "disabled") return value;
  throw invalidControl("Deletion protection must be `enabled` or `disabled`.");
}

/** Checks `pod_type` and answers its type and size, such as ["p1", 2] for "p1.x2". */
export function splitPodType(podType: string): [type: string, size: number] {
  const match = POD_TYPE.exec(podType);
  if (match === null) throw invalidControl(`Invalid pod type '${podType}'.`);
  return [match[1] as string, Number((match[2] as string).slice(1))];
}

export function positiveInteger(fields: Fields, name: string): number | undefined {
  const value = fields.optionalInteger(name);
  if (value !== undefined && value < 1) throw invalidControl(`\`${name}\` must be at least 1.`);
  return value;
}

function readDefinition(fields: Fields, name: string, spec: PodSpec | ServerlessSpec): IndexDefinition {
  const vectorType = fields.optionalString("vector_type") ?? "dense";
  const dimension = fields.optionalInteger("dimension");
  const metric = fields.optionalString("metric") ?? (vectorType === "sparse" ? "dotproduct" : "cosine");
  if (!isMetric(metric)) throw invalidControl("Metric must be one of `cosine`, `euclidean`, or `dotproduct`.");
  if (vectorType === "sparse") {
    if (spec.kind === "pod") throw invalidControl("Pod-based indexes do not support vector type `sparse`.");
    if (dimension !== undefined) throw invalidControl("Dimension must not be specified for a sparse index.");
    if (metric !== "dotproduct") throw invalidControl("Sparse indexes must use the `dotproduct` metric.");
    return { name, dimension: 0, metric, vectorType };
  }
  if (vectorType !== "dense") throw invalidControl("Vector type must be `dense` or `sparse`.");
  if (dimension === undefined) throw invalidControl("Dimension must be specified for a dense index.");
  if (dimension < 1 || dimension > LIMITS.dimension) {
    throw invalidControl(`Dimension must be between 1 and ${LIMITS.dimension}.`);
  }
  return { name, dimension, metric, vectorType };
}

export function isMetric(metric: string): metric is Metric {
  return metric === "cosine" || metric === "euclidean" || metric === "dotproduct";
}

function readSpec(spec: Fields): PodSpec | ServerlessSpec {
  const kinds = Object.keys(spec.json);
  if (spec.has("byoc")) throw notModelledControl("BYOC indexes");
  if (kinds.length !== 1) throw invalidControl("Spec must have exactly one of `serverless` and `pod`.");
  const serverless = spec.optionalObject("serverless");
  return serverless === undefined ? readPod(spec.object("pod")) : readServerless(serverless);
}

function readServerless(fields: Fields): ServerlessSpec {
  const cloud = fields.string("cloud");
  const region = fields.string("region");
  const readCapacity = readReadCapacity(fields) ?? ON_DEMAND;
  if (!isServerlessRegion(cloud, region))
    throw notFoundControl(`Resource cloud: ${cloud} region: ${region} not found.`);
  const sourceCollection = fields.optionalString("source_collection");
  if (sourceCollection !== undefined && readCapacity.mode === "Dedicated") {
    throw invalidControl("An index from a collection must be created with read capacity `OnDemand`.");
  }
  const schema = readSchema(fields, invalidControl);
  return { kind: "serverless", cloud, region, readCapacity, schema, sourceBackupId: undefined, sourceCollection };
}

function readPod(fields: Fields): PodSpec {
  const environment = fields.string("environment");
  const podType = fields.string("pod_type");
  splitPodType(podType);
  if (cloudOfEnvironment(environment) === undefined) throw invalidControl(`Invalid environment '${environment}'.`);
  const given = positiveInteger(fields, "pods");
  const replicas = positiveInteger(fields, "replicas") ?? 1;
  const shards = positiveInteger(fields, "shards") ?? Math.max(1, Math.floor((given ?? replicas) / replicas));
  const pods = shards * replicas;
  if (given !== undefined && given !== pods) throw invalidControl("`pods` must be equal to `shards` x `replicas`.");
  const indexed = fields.optionalObject("metadata_config")?.optionalStrings("indexed");
  const sourceCollection = fields.optionalString("source_collection");
  return { kind: "pod", environment, podType, pods, replicas, shards, indexed, sourceCollection };
}

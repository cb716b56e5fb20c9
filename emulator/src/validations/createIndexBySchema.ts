import { randomUUID } from "node:crypto";
import { invalidControl, notFoundControl, notModelledControl, undeserializable } from "../errors.js";
import { LIMITS } from "../limits.js";
import { isServerlessRegion } from "../regions.js";
import type { IndexDefinition, ServerlessSpec } from "../store/indexStore.js";
import { ON_DEMAND } from "../store/readCapacity.js";
import { type CreateIndexRequest, isMetric, readDeletionProtection } from "./createIndex.js";
import { controlFields, type Fields } from "./fields.js";
import { checkName, checkTags } from "./names.js";
import { readReadCapacity } from "./readCapacity.js";

/** Names of the fields that make an index of vectors; every other field makes an index of documents. */
export const DENSE_FIELD = "_values";
export const SPARSE_FIELD = "_sparse_values";

const KNOWN = [
  "name",
  "schema",
  "deployment",
  "read_capacity",
  "deletion_protection",
  "tags",
  "source_collection",
  "source_backup_id",
  "cmek_id",
];
/** Where an index is made that doesn't say. */
const USUAL_DEPLOYMENT = { cloud: "aws", region: "us-east-1" };

/** Reads the request of API 2026-07, which describes vectors by `schema` and the place by `deployment`. */
export function readCreateIndexBySchema(body: unknown, bytes: number): CreateIndexRequest {
  const fields = controlFields(body, bytes);
  const schema = fields.object("schema").object("fields");
  refuseOthers(fields, KNOWN, bytes);
  for (const name of ["source_collection", "source_backup_id"]) {
    if (fields.has(name)) throw invalidControl(`\`${name}\` is not supported.`);
  }
  if (fields.has("cmek_id")) throw notModelledControl("customer-managed keys");
  // The service names an index that has no name.
  const name = fields.optionalString("name") ?? `index-${randomUUID().slice(0, 8)}`;
  checkName("Index", name);
  const tags = fields.optionalStringMap("tags") ?? {};
  checkTags(tags);
  const deletionProtection = readDeletionProtection(fields) ?? "disabled";
  const place = readDeployment(fields.optionalObject("deployment"));
  const readCapacity = readReadCapacity(fields) ?? ON_DEMAND;
  const nothing = { schema: undefined, sourceCollection: undefined, sourceBackupId: undefined };
  const spec: ServerlessSpec = { kind: "serverless", ...place, readCapacity, ...nothing };
  return { definition: readVectors(schema, name), spec, deletionProtection, tags };
}

/** The service refuses what it doesn't know. */
export function refuseOthers(fields: Fields, known: readonly string[], bytes: number): void {
  const other = Object.keys(fields.json).find((key) => !known.includes(key));
  if (other !== undefined) throw undeserializable(`unknown field \`${other}\``, bytes);
}

function readDeployment(deployment: Fields | undefined): { readonly cloud: string; readonly region: string } {
  if (deployment === undefined) return USUAL_DEPLOYMENT;
  const type = deployment.string("deployment_type");
  if (type === "pod") throw invalidControl("Pod-based indexes can't be created with this version of the API.");
  if (type === "byoc") throw notModelledControl("BYOC indexes");
  if (type !== "managed") throw invalidControl("Deployment type must be one of `managed`, `pod`, or `byoc`.");
  const cloud = deployment.string("cloud");
  const region = deployment.string("region");
  if (!isServerlessRegion(cloud, region))
    throw notFoundControl(`Resource cloud: ${cloud} region: ${region} not found.`);
  return { cloud, region };
}

function readVectors(schema: Fields, name: string): IndexDefinition {
  const names = Object.keys(schema.json);
  if (names.length === 0) throw invalidControl("The schema must have at least one field.");
  if (!names.every((field) => field === DENSE_FIELD || field === SPARSE_FIELD)) {
    throw notModelledControl(
      `indexes of documents: a schema with fields other than ${DENSE_FIELD} and ${SPARSE_FIELD}`,
    );
  }
  const sparse = schema.optionalObject(SPARSE_FIELD);
  if (sparse !== undefined && sparse.string("type") !== "sparse_vector") {
    throw invalidControl(`\`${SPARSE_FIELD}\` must be of type \`sparse_vector\`.`);
  }
  const dense = schema.optionalObject(DENSE_FIELD);
  if (dense === undefined) return { name, dimension: 0, metric: "dotproduct", vectorType: "sparse" };
  const definition = readDense(dense, name);
  if (sparse !== undefined && definition.metric !== "dotproduct") {
    throw invalidControl("Dense and sparse vectors together need the `dotproduct` metric.");
  }
  return definition;
}

function readDense(field: Fields, name: string): IndexDefinition {
  if (field.string("type") !== "dense_vector")
    throw invalidControl(`\`${DENSE_FIELD}\` must be of type \`dense_vector\`.`);
  const dimension = field.integer("dimension");
  const metric = field.string("metric");
  if (!isMetric(metric)) throw invalidControl("Metric must be one of `cosine`, `euclidean`, or `dotproduct`.");
  if (dimension < 1 || dimension > LIMITS.dimension) {
    throw invalidControl(`Dimension must be between 1 and ${LIMITS.dimension}.`);
  }
  return { name, dimension, metric, vectorType: "dense" };
}

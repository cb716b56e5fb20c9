import { invalidControl } from "../errors.js";
import { cloudOfEnvironment } from "../regions.js";
import type { Collection } from "../store/collections.js";
import type { Project } from "../store/project.js";
import type { CreateIndexRequest } from "./createIndex.js";

/** The collection that an index is to be made from, once all that the service asks of the two holds. */
export function readSourceCollection(project: Project, request: CreateIndexRequest): Collection | undefined {
  const name = request.spec.sourceCollection;
  if (name === undefined) return undefined;
  const collection = project.collections.get(name);
  if (collection === undefined) throw invalidControl(`Resource ${name} not found`);
  if (collection.state !== "Ready") throw invalidControl(`Source collection ${name} is not ready`);
  const { definition, spec } = request;
  if (spec.kind === "pod" && spec.environment !== collection.environment) {
    throw invalidControl("Source collection must be in the same environment as the index");
  }
  if (definition.vectorType === "sparse" || definition.dimension !== collection.dimension) {
    throw invalidControl("Index and collection must have the same dimension");
  }
  if (spec.kind === "serverless") checkServerless(collection, spec.cloud, definition.metric);
  return collection;
}

function checkServerless(collection: Collection, cloud: string, metric: string): void {
  if (cloud !== cloudOfEnvironment(collection.environment)) {
    throw invalidControl("Source collection must be in the same cloud as the index");
  }
  if (metric !== collection.metric) throw invalidControl("Index and collection must have the same metric");
}

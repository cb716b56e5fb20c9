import { alreadyExists, forbidden, notModelledControl } from "../errors.js";
import type { Action } from "../route.js";
import { indexModelIn } from "../schemaModels.js";
import { IndexStore, type PodSpec, type ServerlessSpec } from "../store/indexStore.js";
import type { Project } from "../store/project.js";
import { indexShape } from "../validations/apiVersion.js";
import { readCreateIndex } from "../validations/createIndex.js";
import { readCreateIndexBySchema } from "../validations/createIndexBySchema.js";
import { readSourceCollection } from "../validations/sourceCollection.js";

/** The first version of the API in which a serverless index can be made from a collection. */
const FIRST_WITH_SOURCE = "2025-04";

export const createIndex: Action<Project> = async (project, request) => {
  const shape = indexShape(request.version);
  const read = shape === "spec" ? readCreateIndex : readCreateIndexBySchema;
  const wanted = read(request.body, request.bytes);
  checkSourceIsKnown(wanted.spec, request.version);
  if (project.isTaken(wanted.definition.name)) throw alreadyExists();
  const collection = readSourceCollection(project, wanted);
  checkIndexQuota(project, wanted.spec);
  const index = new IndexStore(wanted.definition, wanted.spec, project.settings, project.clock);
  index.deletionProtection = wanted.deletionProtection;
  index.tags = Object.fromEntries(Object.entries(wanted.tags).filter(([, value]) => value !== ""));
  await project.addIndex(index, collection);
  const answer = indexModelIn(shape, index);
  project.settleIndex(index, request.course);
  return [201, answer];
};

/**
 * What the service makes of a field that a version doesn't have isn't published: refused, or an index without the records. An
 * index with them would be a made-up success.
 */
function checkSourceIsKnown(spec: PodSpec | ServerlessSpec, version: string | undefined): void {
  if (spec.kind === "pod" || spec.sourceCollection === undefined) return;
  if (version === undefined || version >= FIRST_WITH_SOURCE) return;
  throw notModelledControl(`\`source_collection\` of a serverless index before API ${FIRST_WITH_SOURCE}`);
}

/** Refuses an index that would be one too many, or whose pods would. */
export function checkIndexQuota(project: Project, spec: PodSpec | ServerlessSpec): void {
  const { quotas } = project.settings;
  const all = [...project.indexes.values()];
  const over =
    spec.kind === "pod"
      ? podsOf(all) + spec.pods > quotas.pods
      : all.filter((index) => index.isServerless).length + 1 > quotas.indexes;
  if (over) throw forbidden("Increase your quota or upgrade to create more indexes.");
}

/** Pods of all pod indexes together. */
export function podsOf(indexes: readonly IndexStore[]): number {
  return indexes.reduce((sum, index) => sum + (index.spec.kind === "pod" ? index.spec.pods : 0), 0);
}

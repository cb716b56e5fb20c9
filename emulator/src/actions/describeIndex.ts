import { notFoundControl } from "../errors.js";
import type { Action, ApiRequest } from "../route.js";
import { indexModelIn } from "../schemaModels.js";
import type { IndexStore } from "../store/indexStore.js";
import type { Project } from "../store/project.js";
import { indexShape } from "../validations/apiVersion.js";

export const describeIndex: Action<Project> = (project, request) => [
  200,
  indexModelIn(indexShape(request.version), namedIndex(project, request)),
];

/** The index that the path names, or 404. */
export function namedIndex(project: Project, request: ApiRequest): IndexStore {
  const name = request.params.name ?? "";
  const index = project.indexes.get(name);
  if (index === undefined) throw notFoundControl(`Index ${name} not found.`);
  return index;
}

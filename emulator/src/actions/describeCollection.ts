import { notFoundControl } from "../errors.js";
import { collectionModel } from "../models.js";
import type { Action, ApiRequest } from "../route.js";
import type { Collection } from "../store/collections.js";
import type { Project } from "../store/project.js";

export const describeCollection: Action<Project> = (project, request) => [
  200,
  collectionModel(namedCollection(project, request)),
];

/** The collection that the path names, or 404. */
export function namedCollection(project: Project, request: ApiRequest): Collection {
  const name = request.params.name ?? "";
  const collection = project.collections.get(name);
  if (collection === undefined) throw notFoundControl(`Collection ${name} not found.`);
  return collection;
}

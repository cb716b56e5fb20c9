import type { Action } from "../route.js";
import { indexModelIn } from "../schemaModels.js";
import type { Project } from "../store/project.js";
import { indexShape } from "../validations/apiVersion.js";

export const listIndexes: Action<Project> = (project, request) => {
  const shape = indexShape(request.version);
  return [200, { indexes: [...project.indexes.values()].map((index) => indexModelIn(shape, index)) }];
};

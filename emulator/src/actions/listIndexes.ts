import { indexModel } from "../models.js";
import type { Action } from "../server.js";
import type { Project } from "../store/project.js";
import { checkIndexApiVersion } from "../validations/apiVersion.js";

export const listIndexes: Action<Project> = (project, request) => {
  checkIndexApiVersion(request.version);
  return [200, { indexes: [...project.indexes.values()].map(indexModel) }];
};

import { collectionModel } from "../models.js";
import type { Action } from "../route.js";
import type { Project } from "../store/project.js";

export const listCollections: Action<Project> = (project) => [
  200,
  { collections: [...project.collections.values()].map(collectionModel) },
];

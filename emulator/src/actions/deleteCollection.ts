import type { Action } from "../route.js";
import type { Project } from "../store/project.js";
import { namedCollection } from "./describeCollection.js";

export const deleteCollection: Action<Project> = (project, request) => {
  const collection = namedCollection(project, request);
  if (collection.state !== "Terminating") project.removeCollection(collection);
  return [202, undefined];
};

import { ControlRefusal, forbidden } from "../errors.js";
import type { Action } from "../route.js";
import type { Project } from "../store/project.js";
import { namedIndex } from "./describeIndex.js";

const PROTECTED = "Deletion protection is enabled for this index. Disable deletion protection before retrying.";

export const deleteIndex: Action<Project> = (project, request) => {
  const index = namedIndex(project, request);
  if (index.deletionProtection === "enabled") throw forbidden(PROTECTED);
  const pending = project.pendingCollections(index);
  if (pending.length > 0) {
    const names = pending.map((name) => `'${name}'`).join(", ");
    const message = `Unable to delete an index. There are pending collections for this index: [${names}]`;
    throw new ControlRefusal(412, "FAILED_PRECONDITION", message);
  }
  if (index.state !== "Terminating") project.removeIndex(index);
  return [202, undefined];
};

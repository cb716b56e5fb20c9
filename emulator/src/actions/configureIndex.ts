import { forbidden, invalidControl } from "../errors.js";
import { indexModel } from "../models.js";
import type { Action } from "../server.js";
import type { Project } from "../store/project.js";
import { checkIndexApiVersion } from "../validations/apiVersion.js";
import { type ConfigureIndexRequest, readConfigureIndex } from "../validations/configureIndex.js";
import { podsOf } from "./createIndex.js";
import { namedIndex } from "./describeIndex.js";

export const configureIndex: Action<Project> = (project, request) => {
  checkIndexApiVersion(request.version);
  const index = namedIndex(project, request);
  const change = readConfigureIndex(index, request.body, request.bytes);
  if (index.state === "Terminating") throw invalidControl("The index is being deleted.");
  checkPodQuota(project, index.spec.kind === "pod" ? index.spec.pods : 0, change);
  index.deletionProtection = change.deletionProtection ?? index.deletionProtection;
  const tags = { ...index.tags, ...change.tags };
  index.tags = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ""));
  const status = configuredStatus(request.version);
  if (change.scaling === undefined) {
    project.noteIndex(index);
    return [status, indexModel(index)];
  }
  index.spec = change.scaling.spec;
  index.state = change.scaling.state;
  const answer = indexModel(index);
  project.scaleIndex(index, change.scaling.state);
  return [status, answer];
};

/** The official Go clients 4.1 (API 2025-04) and 5.2 (2025-10) take 200 only; the definition of 2026-04 says 202. */
function configuredStatus(version: string | undefined): number {
  return version !== undefined && version < "2026-04" ? 200 : 202;
}

function checkPodQuota(project: Project, podsNow: number, { scaling }: ConfigureIndexRequest): void {
  if (scaling === undefined) return;
  const pods = podsOf([...project.indexes.values()]) - podsNow + scaling.spec.pods;
  if (pods > project.settings.quotas.pods) throw forbidden("Increase your quota or upgrade to create more indexes.");
}

import { ControlRefusal, forbidden, invalidControl, notFoundControl } from "../errors.js";
import { isUsable } from "../models.js";
import type { Action, ApiRequest } from "../route.js";
import { backupModelIn } from "../schemaModels.js";
import { type Backup, backUp } from "../store/backups.js";
import type { Project } from "../store/project.js";
import { indexShape } from "../validations/apiVersion.js";
import { controlFields } from "../validations/fields.js";
import { pageInOrder } from "../validations/paging.js";
import { namedIndex } from "./describeIndex.js";

/** Backups and restore jobs on a page, when the request doesn't say. */
export const USUAL_PAGE = 10;

export const createBackup: Action<Project> = (project, request) => {
  const shape = indexShape(request.version);
  const fields = controlFields(request.body ?? {}, request.bytes);
  const names = { name: fields.optionalString("name"), description: fields.optionalString("description") };
  const index = namedIndex(project, request);
  if (index.spec.kind !== "serverless") throw invalidControl("Backups can be created from serverless indexes only.");
  if (!isUsable(index)) throw invalidControl("Source index is not ready");
  checkQuota(project);
  const backup = backUp(index, index.spec, names, project.clock.now());
  project.addBackup(backup);
  const answer = backupModelIn(shape, backup);
  project.settleBackup(backup, request.course);
  return [201, answer];
};

export const listBackups: Action<Project> = (project, request) => pageOfBackups([...project.backups.values()], request);

/** Backups of the index that has the name now; with `include_deleted`, of every index that ever had it. */
export const listIndexBackups: Action<Project> = (project, request) => {
  const name = request.params.name ?? "";
  const all = [...project.backups.values()];
  if (request.query.get("include_deleted") === "true") {
    if (!project.wasUsed(name)) throw notFoundControl(`Index ${name} not found.`);
    return pageOfBackups(
      all.filter(({ source }) => source.name === name),
      request,
    );
  }
  const index = namedIndex(project, request);
  return pageOfBackups(
    all.filter(({ source }) => source === index),
    request,
  );
};

export const describeBackup: Action<Project> = (project, request) => [
  200,
  backupModelIn(indexShape(request.version), namedBackup(project, request)),
];

export const deleteBackup: Action<Project> = (project, request) => {
  const backup = namedBackup(project, request);
  const pending = project.pendingRestores(backup);
  if (pending.length > 0) {
    const ids = pending.map((id) => `'${id}'`).join(", ");
    const message = `Unable to delete backup. There are pending restore jobs for this backup: [${ids}]`;
    throw new ControlRefusal(412, "FAILED_PRECONDITION", message);
  }
  if (backup.state !== "Terminating") project.removeBackup(backup);
  return [202, undefined];
};

/** The backup that the path names, or 404. */
export function namedBackup(project: Project, request: ApiRequest): Backup {
  const id = request.params.id ?? "";
  const backup = project.backups.get(id);
  if (backup === undefined) throw notFoundControl(`Backup ${id} not found.`);
  return backup;
}

function pageOfBackups(backups: readonly Backup[], request: ApiRequest): [number, object] {
  const { things, pagination } = pageInOrder(backups, request.query, USUAL_PAGE, invalidControl);
  const shape = indexShape(request.version);
  return [200, { data: things.map((backup) => backupModelIn(shape, backup)), ...pagination }];
}

function checkQuota(project: Project): void {
  if (project.backups.size < project.settings.quotas.backups) return;
  throw forbidden("Increase your quota or upgrade to create more backups.");
}

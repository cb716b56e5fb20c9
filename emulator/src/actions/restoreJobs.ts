import { alreadyExists, invalidControl, notFoundControl } from "../errors.js";
import { restoreJobModel } from "../models.js";
import type { Action } from "../route.js";
import { startRestore } from "../store/backups.js";
import { IndexStore, type ServerlessSpec } from "../store/indexStore.js";
import type { Project } from "../store/project.js";
import { ON_DEMAND } from "../store/readCapacity.js";
import { readDeletionProtection } from "../validations/createIndex.js";
import { controlFields } from "../validations/fields.js";
import { checkName, checkTags } from "../validations/names.js";
import { pageInOrder } from "../validations/paging.js";
import { readReadCapacity } from "../validations/readCapacity.js";
import { namedBackup, USUAL_PAGE } from "./backups.js";
import { checkIndexQuota } from "./createIndex.js";

export const createIndexFromBackup: Action<Project> = async (project, request) => {
  const fields = controlFields(request.body, request.bytes);
  const name = fields.string("name");
  const tags = fields.optionalStringMap("tags");
  const deletionProtection = readDeletionProtection(fields) ?? "disabled";
  const readCapacity = readReadCapacity(fields) ?? ON_DEMAND;
  checkName("Index", name);
  checkTags(tags ?? {});
  const backup = namedBackup(project, request);
  if (project.isTaken(name)) throw alreadyExists();
  if (backup.state !== "Ready") throw invalidControl(`Backup ${backup.id} is not ready`);
  const spec: ServerlessSpec = { ...backup.spec, readCapacity, sourceBackupId: backup.id, sourceCollection: undefined };
  checkIndexQuota(project, spec);
  const index = new IndexStore({ ...backup.definition, name }, spec, project.settings, project.clock);
  index.deletionProtection = deletionProtection;
  index.tags = tags === undefined ? backup.tags : withoutEmpty(tags);
  const job = startRestore(backup, index, project.clock.now());
  // Noted before the port is open: the backup can't be deleted from here on.
  project.addRestoreJob(job);
  await project.addIndex(index, backup);
  project.settleIndex(index, request.course);
  return [202, { restore_job_id: job.id, index_id: index.id }];
};

export const listRestoreJobs: Action<Project> = (project, request) => {
  const jobs = [...project.restoreJobs.values()];
  const { things, pagination } = pageInOrder(jobs, request.query, USUAL_PAGE, invalidControl);
  return [200, { data: things.map(restoreJobModel), ...pagination }];
};

export const describeRestoreJob: Action<Project> = (project, request) => {
  const id = request.params.id ?? "";
  const job = project.restoreJobs.get(id);
  if (job === undefined) throw notFoundControl(`Restore job ${id} not found.`);
  return [200, restoreJobModel(job)];
};

function withoutEmpty(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ""));
}

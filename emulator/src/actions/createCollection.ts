import { alreadyExists, forbidden, invalidControl, notFoundControl } from "../errors.js";
import { collectionModel, isUsable } from "../models.js";
import type { Action } from "../route.js";
import { collect } from "../store/collections.js";
import type { Project } from "../store/project.js";
import { controlFields } from "../validations/fields.js";
import { checkName } from "../validations/names.js";

export const createCollection: Action<Project> = (project, request) => {
  const fields = controlFields(request.body, request.bytes);
  const name = fields.string("name");
  const source = fields.string("source");
  checkName("Collection", name);
  if (project.collections.has(name)) throw alreadyExists();
  const index = project.indexes.get(source);
  if (index === undefined) throw notFoundControl(`Resource ${source} not found`);
  if (index.spec.kind !== "pod") throw invalidControl("Collections can't be created from serverless indexes.");
  if (!isUsable(index)) throw invalidControl("Source index is not ready");
  checkQuota(project);
  const collection = collect(name, index, index.spec.environment);
  project.addCollection(collection);
  const answer = collectionModel(collection);
  project.settleCollection(collection, request.course);
  return [201, answer];
};

function checkQuota(project: Project): void {
  const most = project.settings.quotas.collections;
  const now = project.collections.size;
  if (now < most) return;
  throw forbidden(`Collection exceeds quota. Maximum allowed on your account is ${most}. Currently have ${now}.`);
}

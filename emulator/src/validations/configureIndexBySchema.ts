import { invalidControl } from "../errors.js";
import type { IndexStore } from "../store/indexStore.js";
import { type ConfigureIndexRequest, podScaling } from "./configureIndex.js";
import { readDeletionProtection } from "./createIndex.js";
import { refuseOthers } from "./createIndexBySchema.js";
import { controlFields, type Fields } from "./fields.js";
import { checkTags } from "./names.js";
import { readReadCapacity } from "./readCapacity.js";

const KNOWN = ["schema", "deployment", "read_capacity", "deletion_protection", "tags"];

/** Reads the request of API 2026-07, whose `deployment` scales pods. The schema of an index of vectors is fixed. */
export function readConfigureIndexBySchema(index: IndexStore, body: unknown, bytes: number): ConfigureIndexRequest {
  const fields = controlFields(body, bytes);
  refuseOthers(fields, KNOWN, bytes);
  if (fields.has("schema")) throw invalidControl("The schema of the index can't be changed.");
  const tags = fields.optionalStringMap("tags") ?? {};
  checkTags(tags);
  const readCapacity = readReadCapacity(fields);
  if (readCapacity !== undefined && !index.isServerless) {
    throw invalidControl("A pod-based index has no read capacity.");
  }
  const deployment = fields.optionalObject("deployment");
  const scaling = deployment === undefined ? undefined : readScaling(index, deployment);
  return { deletionProtection: readDeletionProtection(fields), tags, scaling, readCapacity };
}

function readScaling(index: IndexStore, deployment: Fields): ConfigureIndexRequest["scaling"] {
  if (index.spec.kind !== "pod") throw invalidControl("Only the deployment of a pod-based index can be changed.");
  return podScaling(index, index.spec, deployment);
}

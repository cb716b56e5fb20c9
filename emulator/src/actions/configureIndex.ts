import { forbidden, invalidControl } from "../errors.js";
import type { Action } from "../route.js";
import { indexModelIn } from "../schemaModels.js";
import type { IndexStore } from "../store/indexStore.js";
import type { Project } from "../store/project.js";
import { changeOfReadCapacity } from "../store/readCapacity.js";
import { indexShape } from "../validations/apiVersion.js";
import { type ConfigureIndexRequest, readConfigureIndex } from "../validations/configureIndex.js";
import { readConfigureIndexBySchema } from "../validations/configureIndexBySchema.js";
import { podsOf } from "./createIndex.js";
import { namedIndex } from "./describeIndex.js";

export const configureIndex: Action<Project> = (project, request) => {
  const shape = indexShape(request.version);
  const index = namedIndex(project, request);
  const read = shape === "spec" ? readConfigureIndex : readConfigureIndexBySchema;
  const change = read(index, request.body, request.bytes);
  if (index.state === "Terminating") throw invalidControl("The index is being deleted.");
  checkPodQuota(project, index.spec.kind === "pod" ? index.spec.pods : 0, change);
  const capacity = readCapacityChange(index, change);
  index.deletionProtection = change.deletionProtection ?? index.deletionProtection;
  const tags = { ...index.tags, ...change.tags };
  index.tags = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ""));
  if (change.scaling !== undefined) {
    index.spec = change.scaling.spec;
    index.state = change.scaling.state;
  }
  if (capacity !== undefined) {
    index.spec = capacity.spec;
    index.readCapacityState = capacity.state;
  }
  // Answered as it is on its way: without a delay it has arrived right after.
  const answer = indexModelIn(shape, index);
  if (change.scaling === undefined) project.noteIndex(index);
  else project.scaleIndex(index, change.scaling.state);
  if (capacity !== undefined) project.settleReadCapacity(index);
  return [configuredStatus(request.version), answer];
};

/** The official Go clients 4.1 (API 2025-04) and 5.2 (2025-10) take 200 only; the definition of 2026-04 says 202. */
function configuredStatus(version: string | undefined): number {
  return version !== undefined && version < "2026-04" ? 200 : 202;
}

function readCapacityChange(index: IndexStore, { readCapacity }: ConfigureIndexRequest) {
  if (readCapacity === undefined || index.spec.kind !== "serverless") return undefined;
  const state = changeOfReadCapacity(index.spec.readCapacity, readCapacity);
  if (state === undefined) return undefined;
  if (index.state !== "Ready" || index.readCapacityState !== "Ready") {
    throw invalidControl("The index is not ready to change its read capacity.");
  }
  return { spec: { ...index.spec, readCapacity }, state };
}

function checkPodQuota(project: Project, podsNow: number, { scaling }: ConfigureIndexRequest): void {
  if (scaling === undefined) return;
  const pods = podsOf([...project.indexes.values()]) - podsNow + scaling.spec.pods;
  if (pods > project.settings.quotas.pods) throw forbidden("Increase your quota or upgrade to create more indexes.");
}

import { invalidControl, notModelledControl } from "../errors.js";
import type { DeletionProtection, IndexState, IndexStore, PodSpec } from "../store/indexStore.js";
import { checkReadCapacity, positiveInteger, readDeletionProtection, splitPodType } from "./createIndex.js";
import { controlFields, type Fields } from "./fields.js";
import { checkTags } from "./names.js";

export interface ConfigureIndexRequest {
  readonly deletionProtection: DeletionProtection | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The new spec and the state on the way there; undefined when nothing scales. */
  readonly scaling: { readonly spec: PodSpec; readonly state: IndexState } | undefined;
}

export function readConfigureIndex(index: IndexStore, body: unknown, bytes: number): ConfigureIndexRequest {
  const fields = controlFields(body, bytes);
  if (fields.has("embed")) throw notModelledControl("integrated embedding");
  const tags = fields.optionalStringMap("tags") ?? {};
  checkTags(tags);
  const deletionProtection = readDeletionProtection(fields);
  const spec = fields.optionalObject("spec");
  return { deletionProtection, tags, scaling: spec === undefined ? undefined : readScaling(index, spec) };
}

function readScaling(index: IndexStore, spec: Fields): ConfigureIndexRequest["scaling"] {
  if (spec.has("byoc")) throw notModelledControl("BYOC indexes");
  const serverless = spec.optionalObject("serverless");
  if (serverless !== undefined) {
    if (index.isServerless) checkServerlessSpec(serverless);
    else throw invalidControl("A pod-based index can't be configured with a serverless spec.");
    return undefined;
  }
  if (index.spec.kind !== "pod") throw invalidControl("A serverless index can't be configured with a pod spec.");
  return podScaling(index, index.spec, spec.object("pod"));
}

function checkServerlessSpec(serverless: Fields): void {
  const other = Object.keys(serverless.json).find((key) => key !== "read_capacity");
  if (other !== undefined) throw invalidControl(`\`${other}\` of a serverless index can't be changed.`);
  checkReadCapacity(serverless);
}

function podScaling(index: IndexStore, now: PodSpec, pod: Fields): ConfigureIndexRequest["scaling"] {
  const other = Object.keys(pod.json).find((key) => key !== "replicas" && key !== "pod_type");
  if (other !== undefined) throw invalidControl(`\`${other}\` of a pod-based index can't be changed.`);
  const replicas = positiveInteger(pod, "replicas") ?? now.replicas;
  const podType = pod.optionalString("pod_type") ?? now.podType;
  const [oldType, oldSize] = splitPodType(now.podType);
  const [type, size] = splitPodType(podType);
  if (type !== oldType) throw invalidControl("The type of the pods can't be changed, only their size.");
  if (size < oldSize) throw invalidControl("The size of the pods can't be scaled down.");
  const state = scalingState(size > oldSize, replicas - now.replicas);
  if (state === undefined) return undefined;
  if (index.state !== "Ready") throw invalidControl("The index is not ready to be scaled.");
  return { spec: { ...now, podType, replicas, pods: now.shards * replicas }, state };
}

function scalingState(sizeUp: boolean, moreReplicas: number): IndexState | undefined {
  if (sizeUp) return "ScalingUpPodSize";
  if (moreReplicas === 0) return undefined;
  return moreReplicas > 0 ? "ScalingUp" : "ScalingDown";
}

import { invalidControl, notModelledControl } from "../errors.js";
import type { DeletionProtection, IndexState, IndexStore, PodSpec } from "../store/indexStore.js";
import type { ReadCapacity } from "../store/readCapacity.js";
import { positiveInteger, readDeletionProtection, splitPodType } from "./createIndex.js";
import { controlFields, type Fields } from "./fields.js";
import { checkTags } from "./names.js";
import { readReadCapacity } from "./readCapacity.js";

export interface ConfigureIndexRequest {
  readonly deletionProtection: DeletionProtection | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The new spec and the state on the way there; undefined when nothing scales. */
  readonly scaling: Scaling | undefined;
  /** The new read capacity of a serverless index; undefined when it stays. */
  readonly readCapacity: ReadCapacity | undefined;
}

export interface Scaling {
  readonly spec: PodSpec;
  readonly state: IndexState;
}

export function readConfigureIndex(index: IndexStore, body: unknown, bytes: number): ConfigureIndexRequest {
  const fields = controlFields(body, bytes);
  if (fields.has("embed")) throw notModelledControl("integrated embedding");
  const tags = fields.optionalStringMap("tags") ?? {};
  checkTags(tags);
  const deletionProtection = readDeletionProtection(fields);
  const spec = fields.optionalObject("spec");
  return { deletionProtection, tags, ...readSpecChange(index, spec) };
}

type SpecChange = Pick<ConfigureIndexRequest, "scaling" | "readCapacity">;

const NO_CHANGE: SpecChange = { scaling: undefined, readCapacity: undefined };

function readSpecChange(index: IndexStore, spec: Fields | undefined): SpecChange {
  if (spec === undefined) return NO_CHANGE;
  if (spec.has("byoc")) throw notModelledControl("BYOC indexes");
  const serverless = spec.optionalObject("serverless");
  if (serverless !== undefined) {
    if (!index.isServerless) throw invalidControl("A pod-based index can't be configured with a serverless spec.");
    return { ...NO_CHANGE, readCapacity: readServerlessChange(serverless) };
  }
  if (index.spec.kind !== "pod") throw invalidControl("A serverless index can't be configured with a pod spec.");
  return { ...NO_CHANGE, scaling: podScaling(index, index.spec, spec.object("pod")) };
}

function readServerlessChange(serverless: Fields): ReadCapacity | undefined {
  const other = Object.keys(serverless.json).find((key) => key !== "read_capacity");
  if (other !== undefined) throw invalidControl(`\`${other}\` of a serverless index can't be changed.`);
  return readReadCapacity(serverless);
}

/** How pods are to scale, from `replicas` and `pod_type`; undefined when they stay as they are. */
export function podScaling(index: IndexStore, now: PodSpec, pod: Fields): Scaling | undefined {
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

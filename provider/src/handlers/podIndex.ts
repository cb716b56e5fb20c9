// check  -> GET /indexes/{name}                     facts for the preview; refuses an index that can't be adopted
// create -> GET, PATCH /indexes/{name}              adopts; PATCH only when it is to be guarded
// update -> GET, PATCH /indexes/{name}              guard on or off
// read   -> GET /indexes/{name}
// delete -> GET, control record, then DELETE (retired by this run), nothing but an error (traffic on serverless), or PATCH back as found
import { foundProtection, isProtectedByUs } from "../migration/guard";
import { otherPods, podNames } from "../migration/otherPods";
import { adoptPodIndex, releasePodIndex } from "../migration/podIndex";
import { isPod } from "../migration/preflight";
import { userTags } from "../migration/tags";
import type { IndexDescription, PodSpec, Tags } from "../pinecone/types";
import { changedKeys, type Handler } from "./runtime/define";
import { type LogPlace, opened } from "./runtime/logPlace";
import { provenAt } from "./runtime/provenRetirements";

export interface PodIndexInputs {
  readonly name: string;
  /** Deletion protection on, from `cutover` on. */
  readonly guarded: boolean;
  /** Facts for the reviewer, filled in by check. */
  readonly plan?: string;
  /** How it was found, or last seen by a refresh: drift shows here. Filled in by check. */
  readonly found?: FoundPodIndex;
  /** Where writes are logged: hidden; left out when they are paused, and by older versions. */
  readonly __log?: LogPlace;
}

export interface FoundPodIndex {
  readonly podType: string;
  readonly replicas: number;
  /** As it was found, whatever podshift's guard does on top of it. */
  readonly deletionProtection: string;
  /** The user's own tags. */
  readonly tags: Tags;
}

export interface PodIndexOutputs {
  readonly host: string;
  readonly dimension: number;
  readonly metric: string;
  readonly environment: string;
  readonly pods: number;
  /** Indexed metadata fields; `["*"]` means all. */
  readonly indexedMetadata: string[];
}

/** Pods are deleted within minutes; after this many milliseconds somebody should look. */
const DELETE_DEADLINE_MS = 30 * 60_000;

export const podIndex: Handler<PodIndexInputs, PodIndexOutputs> = {
  inputKeys: ["name", "guarded", "plan", "found"],

  async check(context, olds, news) {
    if (olds?.name === news.name && olds.plan !== undefined && olds.found !== undefined) {
      return { inputs: { ...news, plan: olds.plan, found: olds.found }, failures: [] };
    }
    const pod = await context.client.describeIndex(news.name);
    if (pod === undefined || !isPod(pod)) {
      const others = otherPods(podNames(await context.client.listIndexes()));
      const reason = `there is no pod-based index ${news.name} in this project, ${others} (POD_INDEX_NOT_FOUND)`;
      return { inputs: news, failures: [{ property: "name", reason }] };
    }
    context.report(`adopts the existing index ${news.name}: nothing is created`);
    const { podType, pods, environment } = pod.spec;
    const plan = `adopt the existing index: ${pods} x ${podType} in ${environment}, ${pod.dimension} dimensions, ${pod.metric}`;
    return { inputs: { ...news, plan, found: foundAs(pod) }, failures: [] };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    return { changes: changed.length > 0, replaces: changed.filter((key) => key === "name") };
  },

  async create(context, news) {
    return { id: news.name, outs: outputs(await adoptPodIndex(context, news.name, news.guarded)) };
  },

  async update(context, _olds, news) {
    return outputs(await adoptPodIndex(context, news.name, news.guarded));
  },

  async read(context, id) {
    const pod = await context.client.describeIndex(id);
    if (pod === undefined || !isPod(pod)) return undefined;
    return { inputs: { guarded: isProtectedByUs(pod), found: foundAs(pod) }, outs: outputs(pod) };
  },

  async delete(context, id, { __log }) {
    const release = { name: id, deadlineMs: DELETE_DEADLINE_MS, log: opened(__log), provenAt };
    context.report(ENDS[await releasePodIndex(context, release)](id));
  },
};

const ENDS = {
  deleted: (id: string) => `pod index ${id} is deleted`,
  "gone already": (id: string) => `pod index ${id} was gone already`,
  forgotten: (id: string) => `pod index ${id} is only forgotten: it is left as found`,
};

function foundAs(pod: IndexDescription<PodSpec>): FoundPodIndex {
  const { podType, replicas } = pod.spec;
  return { podType, replicas, deletionProtection: foundProtection(pod), tags: userTags(pod.tags) };
}

function outputs(pod: IndexDescription<PodSpec>): PodIndexOutputs {
  const { environment, pods, indexedMetadata } = pod.spec;
  return {
    host: pod.host,
    dimension: pod.dimension,
    metric: pod.metric,
    environment,
    pods,
    indexedMetadata: indexedMetadata === undefined ? ["*"] : [...indexedMetadata],
  };
}

// check  -> GET /indexes/{name}                     facts for the preview; refuses an index that can't be adopted
// create -> GET, PATCH /indexes/{name}              adopts; PATCH only when it is to be guarded
// update -> GET, PATCH /indexes/{name}              guard on or off
// read   -> GET /indexes/{name}
// delete -> GET, then DELETE (retired), nothing but an error (traffic on serverless), or PATCH back as found
import { foundProtection, isProtectedByUs } from "../migration/guard";
import { adoptPodIndex, releasePodIndex } from "../migration/podIndex";
import { isPod } from "../migration/preflight";
import { userTags } from "../migration/tags";
import type { IndexDescription, PodSpec, Tags } from "../pinecone/types";
import { changedKeys, type Handler } from "./runtime/define";

export interface PodIndexInputs {
  readonly name: string;
  /** Deletion protection on, from `cutover` on. */
  readonly guarded: boolean;
  /** Facts for the reviewer, filled in by check. */
  readonly plan?: string;
}

export interface PodIndexOutputs {
  readonly host: string;
  readonly dimension: number;
  readonly metric: string;
  readonly environment: string;
  readonly podType: string;
  readonly pods: number;
  readonly replicas: number;
  /** Indexed metadata fields; `["*"]` means all. */
  readonly indexedMetadata: string[];
  /** As it was found, whatever podshift's guard does on top of it. */
  readonly deletionProtection: string;
  /** The user's own tags. */
  readonly tags: Tags;
}

/** Pods are deleted within minutes; after this many milliseconds somebody should look. */
const DELETE_DEADLINE_MS = 30 * 60_000;

export const podIndex: Handler<PodIndexInputs, PodIndexOutputs> = {
  inputKeys: ["name", "guarded", "plan"],

  async check(context, olds, news) {
    if (olds?.name === news.name && olds.plan !== undefined) {
      return { inputs: { ...news, plan: olds.plan }, failures: [] };
    }
    const pod = await context.client.describeIndex(news.name);
    if (pod === undefined || !isPod(pod)) {
      const reason = `there is no pod-based index ${news.name} in this project (POD_INDEX_NOT_FOUND)`;
      return { inputs: news, failures: [{ property: "name", reason }] };
    }
    context.report(`adopts the existing index ${news.name}: nothing is created`);
    const { podType, pods, environment } = pod.spec;
    const plan = `adopt the existing index: ${pods} x ${podType} in ${environment}, ${pod.dimension} dimensions, ${pod.metric}`;
    return { inputs: { ...news, plan }, failures: [] };
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
    return { inputs: { guarded: isProtectedByUs(pod) }, outs: outputs(pod) };
  },

  async delete(context, id) {
    const end = await releasePodIndex(context, id, DELETE_DEADLINE_MS);
    context.report(
      end === "deleted" ? `pod index ${id} is deleted` : `pod index ${id} is only forgotten: it is left as found`,
    );
  },
};

function outputs(pod: IndexDescription<PodSpec>): PodIndexOutputs {
  const { environment, podType, pods, replicas, indexedMetadata } = pod.spec;
  return {
    host: pod.host,
    dimension: pod.dimension,
    metric: pod.metric,
    environment,
    podType,
    pods,
    replicas,
    indexedMetadata: indexedMetadata === undefined ? ["*"] : [...indexedMetadata],
    deletionProtection: foundProtection(pod),
    tags: userTags(pod.tags),
  };
}

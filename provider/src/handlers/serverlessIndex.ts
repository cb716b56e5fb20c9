// check  -> GET /indexes/{podIndex}                 dimension, metric, schema and tags to carry over; cloud must match
// create -> GET /indexes/{podIndex}, GET /indexes/{name}, GET /collections/{name}, POST /indexes,
//           then GET /indexes/{name} and POST /describe_index_stats until Ready with all records
// update -> the same, to go on after a stop; PATCH /indexes/{name} for tags
// read   -> GET /indexes/{name}
// delete -> GET, PATCH (our own protection off), DELETE /indexes/{name}; an error while it serves
import { PodshiftError } from "../errors";
import { whoServes } from "../migration/activeIndex";
import { caughtUpIn } from "../migration/caughtUp";
import type { MigrationContext } from "../migration/context";
import { cloudOfEnvironment } from "../migration/environments";
import { foundProtection } from "../migration/guard";
import type { Phase } from "../migration/phases";
import { isPod } from "../migration/preflight";
import {
  ensureServerlessIndex,
  type ReadyServerlessIndex,
  removeServerlessIndex,
  type ServerlessIndexPlan,
} from "../migration/serverlessIndex";
import { userTags } from "../migration/tags";
import type { IndexDescription, Metric, PodSpec, Tags } from "../pinecone/types";
import { type CheckFailure, changedKeys, type Handler, PartialFailure } from "./runtime/define";
import { refuseReplacing } from "./runtime/frozen";
import { type LogPlace, opened } from "./runtime/logPlace";

export interface ServerlessIndexInputs {
  readonly name: string;
  readonly podIndex: string;
  readonly collection: string;
  readonly cloud: string;
  readonly region: string;
  /** Tags in addition to the pod index's own. */
  readonly tags: Tags;
  /** Minutes to wait until it is Ready. */
  readonly timeoutMinutes: number;
  /** Carried over from the pod index by check: */
  readonly dimension?: number;
  readonly metric?: string;
  /** Filterable metadata fields; `["*"]` means all. */
  readonly filterable?: string[];
  readonly carriedTags?: Tags;
  /** The program's phase: hidden. */
  readonly __phase?: Phase;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
}

export interface ServerlessIndexOutputs {
  readonly host: string;
  readonly status: string;
  /** All tags but podshift's own. */
  readonly allTags: Tags;
  readonly deletionProtection: string;
}

const ALL_FIELDS = "*";
/** The status of an index that was deleted by somebody else while traffic is on it. */
const GONE = "gone";
/** Inputs whose change makes another index. */
const REPLACING = ["name", "podIndex", "collection", "cloud", "region", "dimension", "metric", "filterable"];
/** After these the state is kept: the index goes on being made, and the next run finds it. */
const UNFINISHED = ["STOPPED", "SERVERLESS_TIMEOUT", "SERVERLESS_INIT_FAILED"];

export const serverlessIndex: Handler<ServerlessIndexInputs, ServerlessIndexOutputs> = {
  inputKeys: [
    "name",
    "podIndex",
    "collection",
    "cloud",
    "region",
    "tags",
    "timeoutMinutes",
    "dimension",
    "metric",
    "filterable",
    "carriedTags",
  ],

  async check(context, olds, news) {
    const frozen = refuseReplacing(news.podIndex, olds, news, REPLACING);
    if (frozen.length > 0) return { inputs: news, failures: frozen };
    if (olds?.dimension !== undefined && olds.podIndex === news.podIndex) {
      return { inputs: { ...news, ...carriedOver(olds) }, failures: [] };
    }
    const pod = await context.client.describeIndex(news.podIndex);
    if (pod === undefined || !isPod(pod)) return { inputs: news, failures: [noPodIndex(news)] };
    const inputs = { ...news, ...carriedFrom(pod) };
    tell(context, inputs);
    return { inputs, failures: otherCloud(pod, news) };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    const replaces = changed.filter((key) => REPLACING.includes(key));
    return { changes: changed.length > 0 || olds.status === GONE, replaces };
  },

  async create(context, news) {
    return { id: news.name, outs: await ensure(context, news) };
  },

  async update(context, olds, news) {
    if (news.__phase === "copy" && (await isGoneWhileServing(context, news))) {
      context.warn(
        `index ${news.name} is gone; traffic goes back to the pod index first. Run \`pulumi up\` once more to copy again`,
      );
      return gone(olds);
    }
    const outs = await ensure(context, news, olds);
    const tags = tagChange({ ...olds.carriedTags, ...olds.tags }, { ...news.carriedTags, ...news.tags });
    if (Object.keys(tags).length === 0) return outs;
    await context.client.configureIndex(news.name, { tags });
    const described = await context.client.describeIndex(news.name);
    return described === undefined ? outs : outputs(described);
  },

  async read(context, id, olds) {
    const index = await context.client.describeIndex(id);
    if (index !== undefined) return { inputs: tagsAsFound(olds, index), outs: outputs(index) };
    // It stays in the state while traffic is on it: the way back must not begin with making it anew.
    return (await isGoneWhileServing(context, olds)) ? { inputs: {}, outs: gone(olds) } : undefined;
  },

  delete: (context, _id, olds) => removeServerlessIndex(context, planOf(context, olds)),
};

async function isGoneWhileServing(
  { client }: MigrationContext,
  { name, podIndex }: Pick<ServerlessIndexInputs, "name" | "podIndex">,
): Promise<boolean> {
  const [pod, index] = await Promise.all([client.describeIndex(podIndex), client.describeIndex(name)]);
  return index === undefined && pod !== undefined && whoServes(pod) === "serverless";
}

/** A stop or a deadline keeps what is known: the index goes on being made, and the next run finds it. */
async function ensure(
  context: MigrationContext,
  news: ServerlessIndexInputs,
  known: Partial<ServerlessIndexOutputs> = {},
): Promise<ServerlessIndexOutputs> {
  try {
    const ready: ReadyServerlessIndex = await ensureServerlessIndex(context, planOf(context, news));
    return outputs(ready.description);
  } catch (error) {
    if (!(error instanceof PodshiftError) || !UNFINISHED.includes(error.code)) throw error;
    throw new PartialFailure(news.name, unfinished(known), error);
  }
}

function carriedFrom(pod: IndexDescription<PodSpec>) {
  const { indexedMetadata } = pod.spec;
  return {
    dimension: pod.dimension,
    metric: pod.metric,
    filterable: indexedMetadata === undefined ? [ALL_FIELDS] : [...indexedMetadata],
    carriedTags: userTags(pod.tags),
  };
}

function carriedOver({ dimension, metric, filterable, carriedTags }: Partial<ServerlessIndexInputs>) {
  return {
    ...(dimension === undefined ? {} : { dimension }),
    ...(metric === undefined ? {} : { metric }),
    ...(filterable === undefined ? {} : { filterable }),
    ...(carriedTags === undefined ? {} : { carriedTags }),
  };
}

function tell(
  context: MigrationContext,
  { cloud, region, dimension, metric, filterable }: ServerlessIndexInputs,
): void {
  const fields = filterable?.includes(ALL_FIELDS)
    ? "all metadata fields"
    : filterable?.join(", ") || "no metadata field";
  context.report(`${cloud} ${region}, ${dimension} dimensions, ${metric}; filterable: ${fields} (as the pod index)`);
}

/** A collection can't leave its cloud: refused here, before anything is made. */
function otherCloud(pod: IndexDescription<PodSpec>, { cloud }: ServerlessIndexInputs): CheckFailure[] {
  const podCloud = cloudOfEnvironment(pod.spec.environment);
  if (podCloud === undefined || podCloud === cloud) return [];
  return [
    {
      property: "cloud",
      reason: `the pod index is on ${podCloud} (${pod.spec.environment}); a collection can't leave its cloud (CLOUD_MISMATCH)`,
    },
  ];
}

function noPodIndex({ podIndex }: ServerlessIndexInputs): CheckFailure {
  return {
    property: "podIndex",
    reason: `there is no pod-based index ${podIndex} to take the shape from (POD_INDEX_NOT_FOUND)`,
  };
}

function planOf(context: MigrationContext, inputs: ServerlessIndexInputs): ServerlessIndexPlan {
  const { name, podIndex, collection, cloud, region, dimension = 0, metric = "cosine", filterable } = inputs;
  return {
    name,
    podIndex,
    collection,
    cloud,
    region,
    dimension,
    metric: metric as Metric,
    filterable: filterable === undefined || filterable.includes(ALL_FIELDS) ? undefined : filterable,
    tags: { ...inputs.carriedTags, ...inputs.tags },
    deadlineMs: inputs.timeoutMinutes * 60_000,
    caughtUp: caughtUpIn(context, opened(inputs.__log)),
  };
}

/** Drift of a declared tag is put back by the next up; drift of any other only shows. */
function tagsAsFound(
  olds: ServerlessIndexInputs,
  index: IndexDescription,
): Pick<ServerlessIndexInputs, "tags" | "carriedTags"> {
  const entries = Object.entries(userTags(index.tags));
  const declared = (key: string) => olds.tags?.[key] !== undefined;
  return {
    tags: Object.fromEntries(entries.filter(([key]) => declared(key))),
    carriedTags: Object.fromEntries(entries.filter(([key]) => !declared(key))),
  };
}

/** New and changed tags, and "" for those that went. */
function tagChange(before: Tags, after: Tags): Tags {
  const gone = Object.keys(before).filter((key) => after[key] === undefined);
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value);
  return { ...Object.fromEntries(gone.map((key) => [key, ""])), ...Object.fromEntries(set) };
}

function outputs(index: IndexDescription): ServerlessIndexOutputs {
  return {
    host: index.host,
    status: index.state,
    allTags: userTags(index.tags),
    deletionProtection: foundProtection(index),
  };
}

function gone(known: Partial<ServerlessIndexOutputs>): ServerlessIndexOutputs {
  return { ...unfinished(known), host: "", status: GONE };
}

function unfinished(known: Partial<ServerlessIndexOutputs>): ServerlessIndexOutputs {
  const { host = "", status = "Initializing", allTags = {}, deletionProtection = "disabled" } = known;
  return { host, status, allTags, deletionProtection };
}

// check  -> GET /indexes/{podIndex}                 dimension, metric, schema and tags to carry over; cloud must match
// create -> GET /indexes/{podIndex}, GET /indexes/{name}, GET /collections/{name}, POST /indexes,
//           then GET /indexes/{name} and POST /describe_index_stats until Ready with all records
//           and with read nodes: PATCH /indexes/{name}, then GET until the read capacity's own status is Ready
// update -> the same, to go on after a stop; PATCH /indexes/{name} for tags and for read capacity
// read   -> GET /indexes/{name}
// delete -> GET, PATCH (our own protection off), DELETE /indexes/{name}; an error while it serves
import { PodshiftError } from "../errors";
import { caughtUpIn } from "../migration/caughtUp";
import type { MigrationContext } from "../migration/context";
import { foundProtection, guardedState } from "../migration/guard";
import type { Phase } from "../migration/phases";
import { isPod } from "../migration/preflight";
import {
  ensureReadCapacity,
  readCapacityAsFound,
  sameReadCapacity,
  type WantedReadCapacity,
  wantedReadCapacity,
} from "../migration/readCapacity";
import {
  ensureServerlessIndex,
  type ReadyServerlessIndex,
  removeServerlessIndex,
  type ServerlessIndexPlan,
} from "../migration/serverlessIndex";
import { userTags } from "../migration/tags";
import type { IndexDescription, Metric, Tags } from "../pinecone/types";
import { changedKeys, type Handler, PartialFailure } from "./runtime/define";
import { refuseReplacing } from "./runtime/frozen";
import { type LogPlace, opened } from "./runtime/logPlace";
import {
  ALL_FIELDS,
  carriedFrom,
  carriedOver,
  noPodIndex,
  otherCloud,
  tagChange,
  tagsAsFound,
  tell,
} from "./serverlessIndexShape";

export interface ServerlessIndexInputs {
  readonly name: string;
  readonly podIndex: string;
  readonly collection: string;
  readonly cloud: string;
  readonly region: string;
  /** Tags in addition to the pod index's own. */
  readonly tags: Tags;
  /** Nodes that read it only; left out: it is read on demand. In a refreshed state also "OnDemand". */
  readonly readCapacity?: WantedReadCapacity;
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
  /** Ready, Scaling, Migrating, Error; left out where the service doesn't tell, and by older versions. */
  readonly readCapacityState?: string;
}

/** The status of an index that was deleted by somebody else while traffic is on it. */
const GONE = "gone";
/** Statuses after which the next run goes on, also when a refresh has wiped the engine's own mark of a run that failed. */
const UNSETTLED = [GONE, "Initializing", "InitializationFailed"];
/** Inputs whose change makes another index. */
const REPLACING = ["name", "podIndex", "collection", "cloud", "region", "dimension", "metric", "filterable"];
/** After these the state is kept: the index goes on being made, and the next run finds it. */
const UNFINISHED = ["STOPPED", "SERVERLESS_TIMEOUT", "SERVERLESS_INIT_FAILED", "SERVERLESS_READ_CAPACITY_FAILED"];

export const serverlessIndex: Handler<ServerlessIndexInputs, ServerlessIndexOutputs> = {
  removes: true,
  inputKeys: [
    "name",
    "podIndex",
    "collection",
    "cloud",
    "region",
    "tags",
    "readCapacity",
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
    // A key that went from the inputs is no change of theirs; old states have none.
    const otherNodes = !sameReadCapacity(olds.readCapacity, news.readCapacity);
    const otherwise = news.readCapacity !== undefined && (olds.readCapacityState ?? "Ready") !== "Ready";
    const unsettled = otherwise || UNSETTLED.includes(olds.status ?? "");
    return { changes: changed.length > 0 || otherNodes || unsettled, replaces };
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
    if (index !== undefined) {
      const readCapacity = readCapacityAsFound(olds.readCapacity, index);
      const inputs = { ...tagsAsFound(olds, index), ...(readCapacity === undefined ? {} : { readCapacity }) };
      return { inputs, outs: outputs(index) };
    }
    // It stays in the state while traffic is on it: the way back must not begin with making it anew.
    return (await isGoneWhileServing(context, olds)) ? { inputs: {}, outs: gone(olds) } : undefined;
  },

  delete: (context, _id, olds) => removeServerlessIndex(context, planOf(context, olds)),
};

async function isGoneWhileServing(
  { client }: MigrationContext,
  { name, podIndex, __log }: Pick<ServerlessIndexInputs, "name" | "podIndex" | "__log">,
): Promise<boolean> {
  const [pod, index] = await Promise.all([client.describeIndex(podIndex), client.describeIndex(name)]);
  if (index !== undefined || pod === undefined) return false;
  return (await guardedState(client, pod, opened(__log))) !== "untouched";
}

/**
 * A stop or a deadline keeps what is known: the index goes on being made, and the next run finds it. So does a read capacity
 * that the service refuses: the index is there, and a way back must find it in the state.
 */
async function ensure(
  context: MigrationContext,
  news: ServerlessIndexInputs,
  known: Partial<ServerlessIndexInputs & ServerlessIndexOutputs> = {},
): Promise<ServerlessIndexOutputs> {
  let reached = known;
  let isThere = false;
  try {
    const ready: ReadyServerlessIndex = await ensureServerlessIndex(context, planOf(context, news));
    reached = outputs(ready.description);
    isThere = true;
    const wanted = wantedReadCapacity(known.readCapacity, news.readCapacity);
    if (wanted === undefined) return outputs(ready.description);
    const plan = { name: news.name, wanted, deadlineMs: news.timeoutMinutes * 60_000 };
    return outputs(await ensureReadCapacity(context, plan));
  } catch (error) {
    if (!(error instanceof PodshiftError) || error.code === "SERVERLESS_INDEX_NOT_FOUND") throw error;
    if (!isThere && !UNFINISHED.includes(error.code)) throw error;
    throw new PartialFailure(news.name, { ...unfinished(reached), ...nodesLeft(known, news) }, error);
  }
}

/** Nodes that were to go and may still be there: the state goes on naming them, or no later run would take them away. */
function nodesLeft(
  { readCapacity }: Pick<Partial<ServerlessIndexInputs>, "readCapacity">,
  news: ServerlessIndexInputs,
): Pick<ServerlessIndexInputs, "readCapacity"> {
  return readCapacity === undefined || news.readCapacity !== undefined ? {} : { readCapacity };
}

function planOf(context: MigrationContext, inputs: ServerlessIndexInputs): ServerlessIndexPlan {
  const { name, podIndex, collection, cloud, region, dimension = 0, metric = "cosine", filterable } = inputs;
  const log = opened(inputs.__log);
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
    log,
    caughtUp: caughtUpIn(context, log),
  };
}

function outputs(index: IndexDescription): ServerlessIndexOutputs {
  return {
    host: index.host,
    status: index.state,
    allTags: userTags(index.tags),
    deletionProtection: foundProtection(index),
    ...(index.spec.kind === "serverless" && index.spec.readCapacity !== undefined
      ? { readCapacityState: index.spec.readCapacity.state }
      : {}),
  };
}

function gone(known: Partial<ServerlessIndexOutputs>): ServerlessIndexOutputs {
  return { ...unfinished(known), host: "", status: GONE };
}

function unfinished(known: Partial<ServerlessIndexOutputs>): ServerlessIndexOutputs {
  const {
    host = "",
    status = "Initializing",
    allTags = {},
    deletionProtection = "disabled",
    readCapacityState,
  } = known;
  const capacity = readCapacityState === undefined ? {} : { readCapacityState };
  return { host, status, allTags, deletionProtection, ...capacity };
}

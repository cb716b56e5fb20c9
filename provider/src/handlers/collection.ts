// check  -> GET /indexes/{source}, POST /describe_index_stats     facts for the preview, on the first run
// create -> GET /indexes/{source}, GET /collections/{name}, PATCH /indexes/{source} (tag: asked for), POST /collections,
//           then GET /collections/{name} until Ready
// update -> the same, to go on after a stop
// read   -> GET /collections/{name}
// delete -> GET /indexes/{source}, DELETE /collections/{name}; an error while traffic is on serverless
import { PodshiftError } from "../errors";
import {
  askedAtOf,
  type CollectionRequest,
  ensureCollection,
  type ReadyCollection,
  removeCollection,
} from "../migration/collection";
import type { MigrationContext } from "../migration/context";
import { plural } from "../util/format";
import { changedKeys, type Handler, PartialFailure } from "./runtime/define";
import { refuseReplacing } from "./runtime/frozen";
import { type LogPlace, opened } from "./runtime/logPlace";

export interface CollectionInputs {
  readonly name: string;
  /** The pod index that it is made from. */
  readonly source: string;
  /** Minutes to wait until it is Ready. */
  readonly timeoutMinutes: number;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
}

export interface CollectionOutputs {
  readonly status: string;
  readonly environment: string;
  /** Bytes; 0 until known. */
  readonly size: number;
  readonly vectorCount: number;
  /** When podshift asked for it, in milliseconds since 1970; 0 until known. */
  readonly askedAt: number;
}

/** Inputs whose change makes another collection. */
const REPLACING = ["name", "source"];
/** The status of one that is made. */
const READY = "Ready";

export const collection: Handler<CollectionInputs, CollectionOutputs> = {
  removes: true,
  inputKeys: ["name", "source", "timeoutMinutes"],

  async check(context, olds, news) {
    const failures = refuseReplacing(news.source, olds, news, REPLACING);
    if (olds?.name !== news.name && failures.length === 0) await tellSource(context, news);
    return { inputs: news, failures };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    // A run that was stopped; the engine's own mark of it is wiped by a refresh.
    const unfinished = (olds.status ?? READY) !== READY;
    return { changes: changed.length > 0 || unfinished, replaces: changed.filter((key) => REPLACING.includes(key)) };
  },

  async create(context, news) {
    return { id: news.name, outs: await ensure(context, news) };
  },

  async update(context, olds, news) {
    const found = olds.status === READY ? await context.client.describeCollection(news.name) : undefined;
    if (found?.status === READY) return outputs({ description: found, askedAt: olds.askedAt ?? 0 });
    return ensure(context, news, olds);
  },

  async read(context, id, olds) {
    const found = await context.client.describeCollection(id);
    if (found === undefined) return undefined;
    const pod = await context.client.describeIndex(olds.source);
    const askedAt = pod === undefined ? olds.askedAt : askedAtOf(pod);
    return { inputs: {}, outs: outputs({ description: found, askedAt }) };
  },

  delete: (context, _id, olds) => removeCollection(context, request(olds)),
};

/** A stop or a deadline keeps the state: the collection goes on being made, and the next run finds it. */
async function ensure(
  context: MigrationContext,
  news: CollectionInputs,
  known: Partial<CollectionOutputs> = {},
): Promise<CollectionOutputs> {
  try {
    return outputs(await ensureCollection(context, request(news)));
  } catch (error) {
    if (!(error instanceof PodshiftError) || !["STOPPED", "COLLECTION_TIMEOUT"].includes(error.code)) throw error;
    throw new PartialFailure(news.name, unfinished(known), error);
  }
}

async function tellSource(context: MigrationContext, { source }: CollectionInputs): Promise<void> {
  const pod = await context.client.describeIndex(source);
  if (pod === undefined) return;
  const { total, namespaces } = await context.client.reader(pod.host).stats();
  context.report(`from pod index ${source}: ${plural(total, "record")} in ${plural(namespaces.size, "namespace")}`);
}

function request({ name, source, timeoutMinutes, __log }: CollectionInputs): CollectionRequest {
  const log = opened(__log);
  return { name, source, deadlineMs: timeoutMinutes * 60_000, ...(log === undefined ? {} : { log }) };
}

function outputs({ description, askedAt }: ReadyCollection): CollectionOutputs {
  const { status, environment, size = 0, vectorCount = 0 } = description;
  return { status, environment, size, vectorCount, askedAt };
}

function unfinished(known: Partial<CollectionOutputs>): CollectionOutputs {
  const { status = "Initializing", environment = "", size = 0, vectorCount = 0, askedAt = 0 } = known;
  return { status, environment, size, vectorCount, askedAt };
}

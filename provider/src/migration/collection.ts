import { PodshiftError } from "../errors";
import type { CollectionDescription, IndexDescription } from "../pinecone/types";
import { formatCount, formatDuration, plural } from "../util/format";
import type { OpenLog } from "../writeLog/openLog";
import type { MigrationContext } from "./context";
import { guardedState, refuseWhileServing } from "./guard";
import { isSnapshotOf, recordSnapshot } from "./snapshot";
import { collectionRecord, recordsCollection, TAG } from "./tags";
import { Shown, throwIfStopped, waitFor } from "./waiting";

export interface CollectionRequest {
  readonly name: string;
  /** The pod index that it is made from. */
  readonly source: string;
  /** Milliseconds to wait until it is Ready. */
  readonly deadlineMs: number;
  /** The write log that brings over what is written after the collection; left out when writes are paused. */
  readonly log?: OpenLog;
}

export interface ReadyCollection {
  readonly description: CollectionDescription;
  /** When podshift asked for it, in milliseconds since 1970. */
  readonly askedAt: number;
}

/**
 * Makes the collection, or goes on with the one that an earlier run asked for, and waits until it is Ready.
 * A collection of that name that podshift didn't ask for is refused: it may be older than the records.
 *
 * @throws COLLECTION_NAME_TAKEN, SNAPSHOT_NOT_OURS, POD_INDEX_NOT_FOUND, POD_INDEX_NOT_READY, COLLECTION_TIMEOUT, STOPPED
 */
export async function ensureCollection(
  context: MigrationContext,
  request: CollectionRequest,
): Promise<ReadyCollection> {
  const pod = await readyPodIndex(context, request.source);
  const found = await untilNotTerminating(context, request);
  if (found !== undefined && !recordsCollection(pod.tags, request.name)) throw nameTaken(request);
  if (found !== undefined && request.log !== undefined) await refuseOlderThanLog(request.log, pod);
  const askedAt = found === undefined ? await ask(context, request) : askedAtOf(pod);
  const description = await untilReady(context, request);
  if (request.log === undefined) await warnIfCountsDiffer(context, pod, description);
  return { description, askedAt };
}

/**
 * Deletes the collection and the record of it, and waits until it is gone. Refused while traffic is on serverless;
 * left where it is when the pod index is retired: it is the only way back then.
 *
 * @throws CUTOVER_GUARD, COLLECTION_TIMEOUT, STOPPED
 */
export async function removeCollection(context: MigrationContext, request: CollectionRequest): Promise<void> {
  const { client } = context;
  const pod = await client.describeIndex(request.source);
  const state = await guardedState(client, pod, request.log);
  if (state === "missing") {
    context.report(`collection ${request.name} is kept: with the pod index gone it is the only way back`);
    return;
  }
  refuseWhileServing(`collection ${request.name}`, request.source, state);
  if (pod === undefined || !recordsCollection(pod.tags, request.name)) {
    context.warn(`collection ${request.name} is left alone: the migration of ${request.source} did not ask for it`);
    return;
  }
  await client.deleteCollection(request.name);
  await waitFor(context, {
    what: `collection ${request.name} to be gone`,
    deadlineMs: request.deadlineMs,
    timeoutCode: "COLLECTION_TIMEOUT",
    look: async () => ((await client.describeCollection(request.name)) === undefined ? true : undefined),
  });
  await client.configureIndex(request.source, { tags: { [TAG.collection]: "" } });
}

/** When podshift asked for the pod index's collection, in milliseconds since 1970; 0 when it did not. */
export function askedAtOf(pod: Pick<IndexDescription, "tags">): number {
  return Number(pod.tags[TAG.collection]?.split("@")[1] ?? 0);
}

/** Name of the collection that podshift asked for from this pod index; "" when it did not. */
export function collectionOf(pod: Pick<IndexDescription, "tags">): string {
  return pod.tags[TAG.collection]?.split("@")[0] ?? "";
}

async function readyPodIndex({ client }: MigrationContext, name: string): Promise<IndexDescription> {
  const pod = await client.describeIndex(name);
  if (pod === undefined) {
    throw new PodshiftError("POD_INDEX_NOT_FOUND", `there is no index ${name} to make a collection from`);
  }
  if (!pod.ready) {
    throw new PodshiftError("POD_INDEX_NOT_READY", `index ${name} is ${pod.state}`, { next: "wait until it is Ready" });
  }
  return pod;
}

async function untilNotTerminating(
  context: MigrationContext,
  { name, deadlineMs }: CollectionRequest,
): Promise<CollectionDescription | undefined> {
  const found = await waitFor(context, {
    what: `an older collection ${name} to be gone`,
    deadlineMs,
    timeoutCode: "COLLECTION_TIMEOUT",
    look: async () => {
      const collection = await context.client.describeCollection(name);
      return collection?.status === "Terminating" ? undefined : { collection };
    },
  });
  return found.collection;
}

/** The record is written first: a run killed between the two finds it and asks again. */
async function ask(context: MigrationContext, { name, source, log }: CollectionRequest): Promise<number> {
  throwIfStopped(context);
  const askedAt = context.clock.now();
  if (log !== undefined) await recordSnapshot(log, name, askedAt);
  const writes = (await log?.control.read())?.writes;
  await context.client.configureIndex(source, { tags: { [TAG.collection]: collectionRecord(name, askedAt, writes) } });
  await context.client.createCollection(name, source);
  return askedAt;
}

function untilReady(
  context: MigrationContext,
  { name, deadlineMs }: CollectionRequest,
): Promise<CollectionDescription> {
  const shown = new Shown();
  return waitFor(context, {
    what: `collection ${name} to be Ready`,
    deadlineMs,
    timeoutCode: "COLLECTION_TIMEOUT",
    look: async (elapsedMs) => {
      const collection = await context.client.describeCollection(name);
      if (shown.isGone(collection, elapsedMs) || collection?.status === "Terminating") throw gone(name);
      if (collection?.status === "Ready") return collection;
      const status = collection?.status ?? "not shown yet";
      context.progress(`${status}: ${formatDuration(elapsedMs)} so far; minutes to hours are usual`);
      return undefined;
    },
  });
}

/**
 * A collection is gone on with only if this very log has recorded every write since it was asked for (design §6).
 *
 * @throws SNAPSHOT_NOT_OURS
 */
export async function refuseOlderThanLog(log: OpenLog, pod: IndexDescription): Promise<void> {
  const name = collectionOf(pod);
  if (await isSnapshotOf(log, name, askedAtOf(pod))) return;
  throw new PodshiftError("SNAPSHOT_NOT_OURS", `collection ${name} is older than the write log at ${log.store.url}`, {
    next: "writes between the two are in neither: set `phase: capture` and run `pulumi up` (it deletes the collection), then copy again",
  });
}

async function warnIfCountsDiffer(
  context: MigrationContext,
  pod: IndexDescription,
  { vectorCount }: CollectionDescription,
): Promise<void> {
  if (vectorCount === undefined) return;
  const { total } = await context.client.reader(pod.host).stats();
  if (total === vectorCount) {
    context.report(`Ready: ${plural(vectorCount, "record")}, as in pod index ${pod.name}`);
    return;
  }
  context.warn(
    `Ready with ${formatCount(vectorCount)} records, while pod index ${pod.name} has ${formatCount(total)}: somebody writes. ` +
      "With `writes: paused` nothing brings such writes over; the parity check will refuse the cutover.",
  );
}

function nameTaken({ name, source }: CollectionRequest): PodshiftError {
  return new PodshiftError(
    "COLLECTION_NAME_TAKEN",
    `a collection ${name} exists already, and the migration of ${source} did not ask for it`,
    { next: "set another `collection`, or delete that one if it is a left-over: it may be older than your records" },
  );
}

function gone(name: string): PodshiftError {
  return new PodshiftError("COLLECTION_GONE", `collection ${name} was deleted while it was being made`, {
    next: "find out who deleted it, then run `pulumi up` again",
  });
}

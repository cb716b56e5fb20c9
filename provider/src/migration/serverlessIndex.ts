import { randomUUID } from "node:crypto";
import { PodshiftError } from "../errors";
import type { IndexDescription, Metric, ServerlessSpec, Tags } from "../pinecone/types";
import type { OpenLog } from "../writeLog/openLog";
import type { CaughtUp } from "./caughtUp";
import type { MigrationContext } from "./context";
import { guardedState, refuseWhileServing, unprotect } from "./guard";
import { isServerless, untilCounted, untilGone, untilReady } from "./serverlessIndexWaits";
import { type PodState, TAG, userTags } from "./tags";
import { throwIfStopped } from "./waiting";

export interface ServerlessIndexPlan {
  readonly name: string;
  readonly podIndex: string;
  readonly collection: string;
  readonly cloud: string;
  readonly region: string;
  readonly dimension: number;
  readonly metric: Metric;
  /** Metadata fields that can be filtered on; undefined means all. */
  readonly filterable?: readonly string[] | undefined;
  /** Tags of the user's own. */
  readonly tags: Tags;
  /** Milliseconds to wait until it is Ready and shows all records. */
  readonly deadlineMs: number;
  /** The write log, when there is one: its control record knows who serves. */
  readonly log?: OpenLog | undefined;
  /** What knows of writes brought to it, when there is a log. */
  readonly caughtUp?: CaughtUp | undefined;
}

export interface ReadyServerlessIndex {
  readonly description: IndexDescription<ServerlessSpec>;
}

/**
 * Makes the serverless index from the collection, or goes on with the one that an earlier run asked for, and waits
 * until it is Ready and shows as many records as the collection holds.
 *
 * @throws SERVES_TRAFFIC, SERVERLESS_NAME_TAKEN, COLLECTION_GONE, CLOUD_MISMATCH, SERVERLESS_INIT_FAILED, SERVERLESS_TIMEOUT, STOPPED
 */
export async function ensureServerlessIndex(
  context: MigrationContext,
  plan: ServerlessIndexPlan,
): Promise<ReadyServerlessIndex> {
  const { client } = context;
  const [pod, found] = await Promise.all([client.describeIndex(plan.podIndex), client.describeIndex(plan.name)]);
  const origin = pod?.tags[TAG.collection];
  const state = await guardedState(client, pod, plan.log);
  if (found?.ready && isServerless(found) && state !== "untouched") {
    // It serves: what it holds is the application's business now, and the collection's count says nothing any more.
    refuseForeign(found, plan, origin);
    return { description: found };
  }
  const records = await collectionRecords(context, plan.collection);
  if (found === undefined) {
    if (state === "missing") throw servedTraffic(plan);
    if (state === "retired" || (state === "cutover" && !(await podServes(plan.log)))) throw servesTraffic(plan);
    await make(context, plan, origin);
  } else {
    refuseForeign(found, plan, origin);
    if (found.state === "InitializationFailed") await makeAnew(context, plan, state, origin);
  }
  const description = await untilReady(context, plan, records);
  if (!(await plan.caughtUp?.begun())) await untilCounted(context, plan, description.host, records);
  return { description };
}

/**
 * Deletes the serverless index and waits until it is gone; the log names it no more. Refused while it serves; left where it
 * is when the pod index is gone, for then it is all there is.
 *
 * @throws CUTOVER_GUARD, SERVERLESS_TIMEOUT, STOPPED
 */
export async function removeServerlessIndex(
  context: MigrationContext,
  plan: Pick<ServerlessIndexPlan, "name" | "podIndex" | "deadlineMs" | "log">,
): Promise<void> {
  const { client } = context;
  const state = await guardedState(client, await client.describeIndex(plan.podIndex), plan.log, plan.name);
  if (state === "missing") {
    context.report(`index ${plan.name} is kept: with the pod index gone it is the one that serves`);
    return;
  }
  refuseWhileServing(`index ${plan.name}`, plan.podIndex, state);
  // Before it goes: after a kill between the two no report is taken for one of this copy.
  await unname(plan.log, plan.name);
  const index = await client.describeIndex(plan.name);
  if (index === undefined) return;
  if (index.tags[TAG.source] !== plan.podIndex) {
    context.warn(`index ${plan.name} is left alone: it is not the one that the migration of ${plan.podIndex} made`);
    return;
  }
  await unprotect(client, index);
  await client.deleteIndex(plan.name);
  await untilGone(context, plan);
}

/** The control record names no copy that is gone. What serves, or a switch under way goes to, it goes on naming. */
async function unname(log: OpenLog | undefined, name: string): Promise<void> {
  if ((await log?.control.find()) === undefined) return;
  await log?.control.swap(({ state, active, serverless }) =>
    state === "open" && active === "pod" && serverless?.name === name ? { serverless: undefined } : undefined,
  );
}

/** Exactly what is asked of the service for a plan. `copy`: another one each time that it is made. */
export function creationRequest(plan: ServerlessIndexPlan, origin: string | undefined, copy: string) {
  return {
    name: plan.name,
    dimension: plan.dimension,
    metric: plan.metric,
    cloud: plan.cloud,
    region: plan.region,
    sourceCollection: plan.collection,
    ...(plan.filterable === undefined ? {} : { filterable: plan.filterable }),
    tags: {
      ...userTags(plan.tags),
      [TAG.source]: plan.podIndex,
      [TAG.copy]: copy,
      ...(origin === undefined ? {} : { [TAG.collection]: origin }),
    },
  };
}

async function collectionRecords({ client }: MigrationContext, name: string): Promise<number> {
  const collection = await client.describeCollection(name);
  if (collection?.status !== "Ready") {
    throw new PodshiftError("COLLECTION_GONE", `collection ${name} is ${collection?.status ?? "not there"}`, {
      next: "go back to `capture` (from `cutover` by way of `copy`), run `pulumi up`, and copy again",
    });
  }
  return collection.vectorCount ?? 0;
}

async function make(context: MigrationContext, plan: ServerlessIndexPlan, origin: string | undefined): Promise<void> {
  throwIfStopped(context);
  await plan.caughtUp?.forget();
  await context.client.createServerlessIndex(creationRequest(plan, origin, randomUUID()));
}

/** An index whose making failed has never served anybody: it is taken away and asked for once more. */
async function makeAnew(
  context: MigrationContext,
  plan: ServerlessIndexPlan,
  state: PodState,
  origin: string | undefined,
): Promise<void> {
  refuseWhileServing(`index ${plan.name}`, plan.podIndex, state);
  context.warn(`an earlier try to make ${plan.name} failed in the service; it is deleted and asked for again`);
  await context.client.deleteIndex(plan.name);
  await untilGone(context, plan);
  await make(context, plan, origin);
}

/** Goes on only with an index that this migration asked for, out of the collection that stands today, as planned. */
function refuseForeign(found: IndexDescription, plan: ServerlessIndexPlan, origin: string | undefined): void {
  const sameOrigin =
    found.tags[TAG.source] === plan.podIndex && (origin === undefined || found.tags[TAG.collection] === origin);
  const { spec } = found;
  const asPlanned =
    spec.kind === "serverless" &&
    spec.cloud === plan.cloud &&
    spec.region === plan.region &&
    found.dimension === plan.dimension &&
    found.metric === plan.metric;
  if (sameOrigin && asPlanned) return;
  const why = sameOrigin
    ? "it is not as planned (cloud, region, dimension or metric differ)"
    : `the migration of ${plan.podIndex} did not make it from today's collection`;
  throw new PodshiftError("SERVERLESS_NAME_TAKEN", `an index ${plan.name} exists already, and ${why}`, {
    next: "set another `serverless.name`, or delete that index if it is a left-over",
  });
}

/**
 * The tag goes before the switch: a run that was killed between them leaves it, and traffic where it was. Then the log's
 * record says so, and a new copy lacks nothing.
 */
async function podServes(log: OpenLog | undefined): Promise<boolean> {
  const record = await log?.control.find();
  return record !== undefined && record.state !== "closed" && record.active === "pod";
}

function servesTraffic({ name, podIndex }: ServerlessIndexPlan): PodshiftError {
  return new PodshiftError("SERVES_TRAFFIC", `index ${name} is gone, but traffic of ${podIndex} was switched to it`, {
    next: "set `phase: copy` and run `pulumi up` to go back to the pod index first: a new copy would lack every write since the switch",
  });
}

/** The way back went with the pod index: what the collection holds is as old as the copy. */
function servedTraffic({ name, podIndex, collection }: ServerlessIndexPlan): PodshiftError {
  return new PodshiftError("SERVES_TRAFFIC", `index ${name} is gone, and so is pod index ${podIndex}`, {
    next: `make ${name} yourself, from your own source or from collection ${collection}, which lacks every write since the copy; and take the migration out of the stack file: with the pod index gone it is only forgotten`,
  });
}

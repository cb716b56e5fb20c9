import { isDeepStrictEqual } from "node:util";
import { PodshiftError } from "../errors";
import type { IndexDescription, ReadCapacity, ReadNodes, ServerlessSpec } from "../pinecone/types";
import { formatDuration, plural } from "../util/format";
import type { MigrationContext } from "./context";
import { throwIfStopped, waitFor } from "./waiting";

/** Who is to read a serverless index: nodes of its own, or the service as needed. */
export type WantedReadCapacity = ReadNodes | "OnDemand";

/**
 * After a change the service may go on telling the error of the read capacity before it, in milliseconds. (It says that a
 * change takes up to 30 minutes, and nothing of how soon its status follows.)
 */
const STALE_ERROR_MS = 30_000;

export interface ReadCapacityPlan {
  readonly name: string;
  readonly wanted: WantedReadCapacity;
  /** Milliseconds to wait until it is there. */
  readonly deadlineMs: number;
}

/**
 * Gives a serverless index that is Ready its read capacity, and waits for the read capacity's own status. Goes on with a
 * change that is under way, and asks for nothing when it is as wanted.
 *
 * @throws SERVERLESS_READ_CAPACITY_FAILED, SERVERLESS_INDEX_NOT_FOUND, SERVERLESS_TIMEOUT, STOPPED
 */
export async function ensureReadCapacity(
  context: MigrationContext,
  plan: ReadCapacityPlan,
): Promise<IndexDescription<ServerlessSpec>> {
  // The service makes one change at a time.
  const before = await untilSettled(context, plan);
  if (isAs(before.spec.readCapacity, plan.wanted)) {
    // The same numbers again would come to the same: they are what must change.
    refuseError(plan, before.spec.readCapacity);
    return before;
  }
  throwIfStopped(context);
  await context.client.configureIndex(plan.name, { readCapacity: plan.wanted });
  const index = await untilAsWanted(context, plan, before.spec.readCapacity?.state === "Error");
  context.report(`${plan.name} is read ${describeReadCapacity(plan.wanted)}`);
  return index;
}

/** "by t1 nodes (2 shards, 1 replica)", or "on demand". */
export function describeReadCapacity(capacity: WantedReadCapacity): string {
  if (capacity === "OnDemand") return "on demand";
  const { nodeType, shards, replicas } = capacity;
  return `by ${nodeType} nodes (${plural(shards, "shard")}, ${plural(replicas, "replica")})`;
}

/** What is declared: nothing means on demand, as in states of older versions. */
export function sameReadCapacity(one: WantedReadCapacity | undefined, other: WantedReadCapacity | undefined): boolean {
  return isDeepStrictEqual(one ?? "OnDemand", other ?? "OnDemand");
}

/** What to see to: nodes that nobody declared, now or before, were given by hand and are left alone (undefined). */
export function wantedReadCapacity(
  before: WantedReadCapacity | undefined,
  now: WantedReadCapacity | undefined,
): WantedReadCapacity | undefined {
  return now ?? (before === undefined ? undefined : "OnDemand");
}

/** An index's nodes as a declaration; "OnDemand" only where something is declared, for the next run to see the difference. */
export function readCapacityAsFound(
  declared: WantedReadCapacity | undefined,
  { spec }: Pick<IndexDescription, "spec">,
): WantedReadCapacity | undefined {
  if (spec.kind !== "serverless" || spec.readCapacity === undefined) return undefined;
  return spec.readCapacity.nodes ?? (declared === undefined ? undefined : "OnDemand");
}

/** Whether the index has, or is getting, this read capacity. An answer without any is that of an index on demand. */
function isAs(capacity: ReadCapacity | undefined, wanted: WantedReadCapacity): boolean {
  return sameReadCapacity(capacity?.nodes, wanted);
}

function isUnderWay(capacity: ReadCapacity | undefined): boolean {
  return capacity !== undefined && capacity.state !== "Ready" && capacity.state !== "Error";
}

async function untilSettled(
  context: MigrationContext,
  { name, deadlineMs }: ReadCapacityPlan,
): Promise<IndexDescription<ServerlessSpec>> {
  return waitFor(context, {
    what: `the read capacity of ${name} to settle`,
    deadlineMs,
    timeoutCode: "SERVERLESS_TIMEOUT",
    look: async (elapsedMs) => {
      const index = await serverless(context, name);
      if (!isUnderWay(index.spec.readCapacity)) return index;
      context.progress(progress(index.spec.readCapacity, elapsedMs));
      return undefined;
    },
  });
}

async function untilAsWanted(
  context: MigrationContext,
  plan: ReadCapacityPlan,
  wasError: boolean,
): Promise<IndexDescription<ServerlessSpec>> {
  return waitFor(context, {
    what: `${plan.name} to be read ${describeReadCapacity(plan.wanted)}`,
    deadlineMs: plan.deadlineMs,
    timeoutCode: "SERVERLESS_TIMEOUT",
    look: async (elapsedMs) => {
      const index = await serverless(context, plan.name);
      const capacity = index.spec.readCapacity;
      if (isAs(capacity, plan.wanted) && (capacity === undefined || capacity.state === "Ready")) return index;
      if (!wasError || elapsedMs > STALE_ERROR_MS) refuseError(plan, capacity);
      context.progress(progress(capacity, elapsedMs));
      return undefined;
    },
  });
}

async function serverless({ client }: MigrationContext, name: string): Promise<IndexDescription<ServerlessSpec>> {
  const index = await client.describeIndex(name);
  if (index !== undefined && isServerless(index)) return index;
  throw new PodshiftError("SERVERLESS_INDEX_NOT_FOUND", `there is no serverless index ${name} any more`, {
    next: "find out who deleted it, then run `pulumi up` again",
  });
}

function isServerless(index: IndexDescription): index is IndexDescription<ServerlessSpec> {
  return index.spec.kind === "serverless";
}

/** "read capacity Migrating: 1 of 2 shards, 3 min so far". */
function progress(capacity: ReadCapacity | undefined, elapsedMs: number): string {
  const { state = "not told yet", nodes, currentShards } = capacity ?? {};
  const shards =
    nodes === undefined || currentShards === undefined ? "" : `${currentShards} of ${plural(nodes.shards, "shard")}, `;
  return `read capacity ${state}: ${shards}${formatDuration(elapsedMs)} so far`;
}

function refuseError({ name, wanted }: ReadCapacityPlan, capacity: ReadCapacity | undefined): void {
  if (capacity?.state !== "Error") return;
  const why = capacity.error === undefined ? "and doesn't say why" : `and says: ${capacity.error}`;
  throw new PodshiftError(
    "SERVERLESS_READ_CAPACITY_FAILED",
    `the service could not have ${name} read ${describeReadCapacity(wanted)}, ${why}`,
    {
      next: "mostly there are too few shards (each holds 250 GB): change `serverless.readCapacity`, or take it out to read on demand, then run `pulumi up`",
    },
  );
}

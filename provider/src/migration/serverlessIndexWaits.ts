import { PodshiftError } from "../errors";
import type { IndexDescription, ServerlessSpec } from "../pinecone/types";
import { formatCount, formatDuration, plural } from "../util/format";
import type { MigrationContext } from "./context";
import { Shown, waitFor } from "./waiting";

/** How long counts may lag behind the state Ready, in milliseconds; a count that is short for longer is a fault. */
const COUNT_LAG_MS = 15 * 60_000;

/** An index that is waited for. */
interface Waited {
  readonly name: string;
  /** Milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Waits until the index is Ready. `records` are those that it is being made from.
 *
 * @throws SERVERLESS_INDEX_NOT_FOUND, SERVERLESS_INIT_FAILED, SERVERLESS_TIMEOUT, STOPPED
 */
export function untilReady(
  context: MigrationContext,
  { name, deadlineMs }: Waited,
  records: number,
): Promise<IndexDescription<ServerlessSpec>> {
  const shown = new Shown();
  return waitFor(context, {
    what: `index ${name} to be Ready`,
    deadlineMs,
    timeoutCode: "SERVERLESS_TIMEOUT",
    look: async (elapsedMs) => {
      const index = await context.client.describeIndex(name);
      if (shown.isGone(index, elapsedMs)) throw notThere(name);
      if (index === undefined) {
        context.progress(progressLine("not shown yet", elapsedMs, undefined, records));
        return undefined;
      }
      if (index.state === "InitializationFailed") throw initializationFailed(name);
      if (index.ready && isServerless(index)) return index;
      context.progress(progressLine(index.state, elapsedMs, await shownRecords(context, index.host), records));
      return undefined;
    },
  });
}

/**
 * Counts may lag behind the state; parity must not begin before they are there.
 *
 * @throws SERVERLESS_TIMEOUT, STOPPED
 */
export async function untilCounted(
  context: MigrationContext,
  { name, deadlineMs }: Waited,
  host: string,
  records: number,
): Promise<void> {
  await waitFor(context, {
    what: `index ${name} to show ${plural(records, "record")}`,
    deadlineMs: Math.min(deadlineMs, COUNT_LAG_MS),
    timeoutCode: "SERVERLESS_TIMEOUT",
    look: async (elapsedMs) => {
      const { total } = await context.client.reader(host).stats();
      if (total >= records) return true;
      context.progress(progressLine("Ready, counts not yet complete", elapsedMs, total, records));
      return undefined;
    },
  });
}

/** "Initializing: 431,200 of 1,204,311 records, 11 min so far, about 20 min left". */
export function progressLine(state: string, elapsedMs: number, done: number | undefined, total: number): string {
  const counted = done === undefined ? "" : ` ${formatCount(done)} of ${formatCount(total)} records,`;
  const left =
    done !== undefined && done > 0 && done < total && elapsedMs > 5_000
      ? `, about ${formatDuration((elapsedMs / done) * (total - done))} left`
      : "";
  return `${state}:${counted} ${formatDuration(elapsedMs)} so far${left}`;
}

/** An index that is being made may not answer yet: then there is no count to show. */
async function shownRecords(context: MigrationContext, host: string): Promise<number | undefined> {
  if (host === "") return undefined;
  try {
    return (await context.client.reader(host).stats()).total;
  } catch (error) {
    if (error instanceof PodshiftError && (error.code === "API_ERROR" || error.code === "API_UNREACHABLE"))
      return undefined;
    throw error;
  }
}

/** @throws SERVERLESS_TIMEOUT, STOPPED */
export async function untilGone(context: MigrationContext, { name, deadlineMs }: Waited): Promise<void> {
  await waitFor(context, {
    what: `index ${name} to be gone`,
    deadlineMs,
    timeoutCode: "SERVERLESS_TIMEOUT",
    look: async () => ((await context.client.describeIndex(name)) === undefined ? true : undefined),
  });
}

/** True when it has a serverless spec. */
export function isServerless(index: IndexDescription): index is IndexDescription<ServerlessSpec> {
  return index.spec.kind === "serverless";
}

function notThere(name: string): PodshiftError {
  return new PodshiftError("SERVERLESS_INDEX_NOT_FOUND", `index ${name} was deleted while it was being made`, {
    next: "find out who deleted it, then run `pulumi up` again",
  });
}

function initializationFailed(name: string): PodshiftError {
  return new PodshiftError("SERVERLESS_INIT_FAILED", `the service could not make index ${name} from the collection`, {
    next: "run `pulumi up` again: it deletes what failed and asks once more. If that fails too, ask the vendor's support",
  });
}

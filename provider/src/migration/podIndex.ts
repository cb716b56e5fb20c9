import { PodshiftError } from "../errors";
import type { IndexDescription, PodSpec } from "../pinecone/types";
import type { OpenLog } from "../writeLog/openLog";
import type { MigrationContext } from "./context";
import { guardedState, protect, putBackAsFound, unprotect } from "./guard";
import { isPod } from "./preflight";
import { podState, TAG } from "./tags";
import { waitFor } from "./waiting";

/**
 * Takes the existing pod index over: nothing is created and, unless it is to be guarded, nothing changed.
 *
 * @throws POD_INDEX_NOT_FOUND, NOT_A_POD_INDEX
 */
export async function adoptPodIndex(
  context: MigrationContext,
  name: string,
  guarded: boolean,
): Promise<IndexDescription<PodSpec>> {
  const pod = await describePod(context, name);
  await setGuard(context, pod, guarded);
  return describePod(context, name);
}

/**
 * Guards the pod index (deletion protection on) or lets go of it. While traffic is on serverless it stays guarded: the
 * rollback itself lets go, in the same request that switches.
 */
async function setGuard(context: MigrationContext, pod: IndexDescription, guarded: boolean): Promise<void> {
  const state = podState(pod);
  if (guarded && state === "retired") {
    await context.client.configureIndex(pod.name, { tags: { [TAG.state]: "cutover" } });
    context.report("retirement taken back: the pod index is guarded again");
  }
  if (guarded) await protect(context.client, pod);
  else if (state === "untouched") await unprotect(context.client, pod);
}

/** A pod index that leaves the program. */
export interface PodIndexRelease {
  readonly name: string;
  /** Milliseconds to wait until it is gone. */
  readonly deadlineMs: number;
  /** The write log, when there is one: its control record knows who serves. */
  readonly log?: OpenLog | undefined;
  /** When this run has proven that the pod index at this host may go, in milliseconds since 1970. */
  readonly provenAt: (host: string) => number | undefined;
}

/**
 * Milliseconds for which a proof holds. Pulumi deletes once all else of the program is done: beside another migration's
 * copy that is hours later, and what somebody writes to the pod index meanwhile would go with it.
 */
const PROOF_HOLDS_MS = 10 * 60_000;

/**
 * What the end of the resource does to the pod index. Only one that this run has retired is deleted; one whose traffic is
 * on serverless is refused; any other is put back as it was found and left alone.
 *
 * @throws CUTOVER_GUARD, API_ERROR, STOPPED
 */
export async function releasePodIndex(
  context: MigrationContext,
  { name, deadlineMs, log, provenAt }: PodIndexRelease,
): Promise<"deleted" | "gone already" | "forgotten"> {
  const { client } = context;
  const pod = await client.describeIndex(name);
  if (pod === undefined) return "gone already";
  switch (await guardedState(client, pod, log)) {
    case "cutover":
      throw new PodshiftError("CUTOVER_GUARD", `pod index ${name} can't be deleted: its retirement is not proven`, {
        next: "`phase: retire` proves it and then deletes; `phase: copy` goes back to the pod index",
      });
    case "retired":
      refuseUnproven(name, provenAt(pod.host), context.clock.now());
      await deleteAndWait(context, name, deadlineMs);
      return "deleted";
    default:
      await putBackAsFound(client, pod);
      return "forgotten";
  }
}

/** Somebody may have written to the pod index since: a run that was killed left the mark, or this one took long. */
function refuseUnproven(name: string, provenAt: number | undefined, now: number): void {
  if (provenAt !== undefined && isFresh(now - provenAt)) return;
  const when =
    provenAt === undefined
      ? "by an earlier run, not by this one"
      : `at ${new Date(provenAt).toISOString()}, which is too long ago now, or the clock was set since`;
  throw new PodshiftError("CUTOVER_GUARD", `pod index ${name} can't be deleted: its retirement was proven ${when}`, {
    facts: { podIndex: name },
    next: "run `pulumi up` in `phase: retire`, with no `--target` or `--exclude`: it proves anew, and then deletes",
  });
}

/** By a clock that was set back nobody knows how old it is. */
function isFresh(ageMs: number): boolean {
  return Math.abs(ageMs) <= PROOF_HOLDS_MS;
}

async function deleteAndWait(context: MigrationContext, name: string, deadlineMs: number): Promise<void> {
  await context.client.deleteIndex(name);
  await waitFor(context, {
    what: `pod index ${name} to be gone`,
    deadlineMs,
    timeoutCode: "API_ERROR",
    look: async () => ((await context.client.describeIndex(name)) === undefined ? true : undefined),
  });
}

/** The pod index, or an error that says why there is none. */
export async function describePod(context: MigrationContext, name: string): Promise<IndexDescription<PodSpec>> {
  const pod = await context.client.describeIndex(name);
  if (pod === undefined) {
    throw new PodshiftError("POD_INDEX_NOT_FOUND", `there is no index ${name} in this project`, {
      next: "check `podIndex` and that the API key is of the project that holds it",
    });
  }
  if (!isPod(pod)) throw new PodshiftError("NOT_A_POD_INDEX", `index ${name} is not pod-based (${pod.spec.kind})`);
  return pod;
}

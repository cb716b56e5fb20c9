import { PodshiftError } from "../errors";
import type { ControlPlane, DeletionProtection, IndexDescription } from "../pinecone/types";
import type { ControlRecord } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import { type PodState, podState, TAG, withoutOurTags } from "./tags";

/**
 * Turns an index's deletion protection on and notes, in the same request, how it was found.
 * Safe to repeat: what was noted first stays.
 */
export async function protect(client: ControlPlane, index: IndexDescription): Promise<void> {
  const noted = index.tags[TAG.foundProtection] !== undefined;
  if (noted && index.deletionProtection === "enabled") return;
  await client.configureIndex(index.name, {
    deletionProtection: "enabled",
    ...(noted ? {} : { tags: { [TAG.foundProtection]: index.deletionProtection } }),
  });
}

/** Puts an index's deletion protection back as it was found. Does nothing to an index that podshift didn't protect. */
export async function unprotect(client: ControlPlane, index: IndexDescription): Promise<void> {
  if (!isHeld(index)) return;
  await client.configureIndex(index.name, {
    deletionProtection: foundProtection(index),
    tags: { [TAG.foundProtection]: "" },
  });
}

/** True from when podshift protected the index until it let go of it, whatever became of the protection meanwhile. */
export function isHeld({ tags }: IndexDescription): boolean {
  return tags[TAG.foundProtection] !== undefined;
}

/** True while podshift holds the index's deletion protection on. */
export function isProtectedByUs(index: IndexDescription): boolean {
  return isHeld(index) && index.deletionProtection === "enabled";
}

/** The index's deletion protection as it was before podshift touched it. */
export function foundProtection(index: IndexDescription): DeletionProtection {
  const noted = index.tags[TAG.foundProtection];
  return noted === "enabled" || noted === "disabled" ? noted : index.deletionProtection;
}

/** Puts the pod index back as it was found: protection and tags. */
export async function putBackAsFound(client: ControlPlane, pod: IndexDescription): Promise<void> {
  const tags = withoutOurTags(pod.tags);
  if (Object.keys(tags).length === 0) return;
  await client.configureIndex(pod.name, { deletionProtection: foundProtection(pod), tags });
}

/**
 * Where a pod index stands for those who would delete: as its tag says, and where there is none as the log's control
 * record does or, with no log, the serverless index that is still held. A tag can be taken away by hand, and a description
 * can be older than the switch.
 *
 * @param serverlessIndex its name, from those who know it
 * @throws WRONG_PROJECT when the pod index is missing, and the index that serves as well
 */
export async function guardedState(
  client: Pick<ControlPlane, "describeIndex">,
  pod: IndexDescription | undefined,
  log: OpenLog | undefined,
  serverlessIndex?: string,
): Promise<PodState> {
  const state = podState(pod);
  if (state === "cutover" || state === "retired") return state;
  if (log === undefined) return (await isCopyHeld(client, pod, serverlessIndex)) ? "cutover" : state;
  const record = await log.control.find();
  if (record === undefined || record.state === "closed" || record.active !== "serverless") return state;
  if (state === "untouched") return "cutover";
  await refuseWrongProject(client, record);
  return state;
}

/** A switch holds the copy before it sets the tag, and a way back lets go of it after. Held without a tag it may be what serves. */
async function isCopyHeld(
  client: Pick<ControlPlane, "describeIndex">,
  pod: IndexDescription | undefined,
  serverlessIndex: string | undefined,
): Promise<boolean> {
  if (pod === undefined || serverlessIndex === undefined) return false;
  const copy = await client.describeIndex(serverlessIndex);
  return copy !== undefined && copy.tags[TAG.source] === pod.name && isHeld(copy);
}

/** An API key of another project finds no index at all, which would look as if both had been deleted. */
async function refuseWrongProject(
  client: Pick<ControlPlane, "describeIndex">,
  { pod, serverless }: ControlRecord,
): Promise<void> {
  if (serverless === undefined) return;
  const found = await client.describeIndex(serverless.name);
  if (found?.host === serverless.host) return;
  throw wrongProject({ podIndex: pod.name, serverlessIndex: serverless.name });
}

/** The error of a run that finds neither index. */
export function wrongProject(names: { readonly podIndex: string; readonly serverlessIndex: string }): PodshiftError {
  const { podIndex, serverlessIndex } = names;
  return new PodshiftError(
    "WRONG_PROJECT",
    `neither pod index ${podIndex} nor index ${serverlessIndex}, which serves, is in the project of this API key`,
    {
      facts: { podIndex, serverlessIndex },
      next: "use the key of the project that the migration was made in: is PINECONE_API_KEY set to another one's? If both indexes were deleted by hand, take the migration out of the state (`pulumi state delete`)",
    },
  );
}

/**
 * The one guard of every delete: while the serverless index serves, nothing of the migration may go.
 * Deletes run in any order after a failed run, so each of them asks for itself.
 */
export function refuseWhileServing(what: string, podIndex: string, state: PodState): void {
  if (state !== "cutover" && state !== "retired") return;
  throw new PodshiftError("CUTOVER_GUARD", `${what} can't be deleted: traffic of ${podIndex} is on serverless`, {
    facts: { podIndex, state },
    next: "set `phase: copy` and run `pulumi up` to go back to the pod index, or finish with `phase: retire`",
  });
}

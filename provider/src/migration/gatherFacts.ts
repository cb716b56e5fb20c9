import type { IndexDescription, PineconeClient } from "../pinecone/types";
import type { CaptureFacts } from "./captureFindings";
import type { LimitsProfile } from "./limits";
import type { PreflightFacts } from "./preflight";
import { podState, recordsCollection, TAG } from "./tags";

export interface MigrationNames {
  readonly podIndex: string;
  readonly collection: string;
  readonly serverless: { readonly name: string; readonly cloud: string; readonly region: string };
}

/** Reads what preflight judges; four requests at most, none twice. */
export async function gatherFacts(
  client: PineconeClient,
  names: MigrationNames,
  limits: LimitsProfile,
  capture?: CaptureFacts,
): Promise<PreflightFacts> {
  const [pod, nameHolder, collection] = await Promise.all([
    client.describeIndex(names.podIndex),
    client.describeIndex(names.serverless.name),
    client.describeCollection(names.collection),
  ]);
  const stats = pod?.ready && pod.spec.kind === "pod" ? await client.reader(pod.host).stats() : undefined;
  return {
    podIndex: names.podIndex,
    pod,
    stats,
    serverless: names.serverless,
    nameHolder,
    nameHolderIsOurs: nameHolder !== undefined && isMadeFrom(nameHolder, names.podIndex),
    collection: names.collection,
    collectionExists: collection !== undefined,
    collectionIsOurs: isOurCollection(pod, names.collection),
    limits,
    ...(capture === undefined ? {} : { capture }),
  };
}

/** True when podshift made this index out of that pod index. */
export function isMadeFrom(index: IndexDescription, podIndex: string): boolean {
  return index.spec.kind === "serverless" && index.tags[TAG.source] === podIndex;
}

/** A pod index that is retired takes its record along: what is left then is the stack's own. */
function isOurCollection(pod: IndexDescription | undefined, collection: string): boolean {
  return podState(pod) === "missing" || (pod !== undefined && recordsCollection(pod.tags, collection));
}

import type { IndexDescription, PineconeClient, Tags } from "../pinecone/types";
import type { CaptureFacts } from "./captureFindings";
import type { LimitsProfile } from "./limits";
import { podNames } from "./otherPods";
import type { PreflightFacts } from "./preflight";
import { podState, recordsCollection, TAG } from "./tags";

export interface MigrationNames {
  readonly podIndex: string;
  readonly collection: string;
  readonly serverless: {
    readonly name: string;
    readonly cloud: string;
    readonly region: string;
    readonly tags?: Tags;
  };
}

/** What the caller knows beside. */
export interface Beside {
  readonly capture?: CaptureFacts | undefined;
  /** Serverless indexes that are to come in this project by other migrations; none when left out. */
  readonly othersToCome?: number | undefined;
}

/** Reads what preflight judges: three requests at most, none twice. The list describes every index. */
export async function gatherFacts(
  client: PineconeClient,
  names: MigrationNames,
  limits: LimitsProfile,
  { capture, othersToCome = 0 }: Beside = {},
): Promise<PreflightFacts> {
  const [indexes, collection] = await Promise.all([client.listIndexes(), client.describeCollection(names.collection)]);
  const pod = indexes.find(({ name }) => name === names.podIndex);
  const nameHolder = indexes.find(({ name }) => name === names.serverless.name);
  const nameHolderIsOurs = nameHolder !== undefined && isOfThisCopy(nameHolder, names.podIndex, pod);
  const stats = pod?.ready && pod.spec.kind === "pod" ? await client.reader(pod.host).stats() : undefined;
  return {
    podIndex: names.podIndex,
    pod,
    podNames: podNames(indexes),
    stats,
    serverless: names.serverless,
    nameHolder,
    nameHolderIsOurs,
    collection: names.collection,
    collectionExists: collection !== undefined,
    collectionIsOurs: isOurCollection(pod, names.collection),
    limits,
    project: {
      serverlessIndexes: indexes.filter(({ spec }) => spec.kind === "serverless").length,
      toCome: (nameHolderIsOurs ? 0 : 1) + othersToCome,
    },
    ...(capture === undefined ? {} : { capture }),
  };
}

/** True when podshift made this index out of that pod index. */
export function isMadeFrom(index: IndexDescription, podIndex: string): boolean {
  return index.spec.kind === "serverless" && index.tags[TAG.source] === podIndex;
}

/** One that an earlier migration left behind is of another collection: it would be refused only after the copy. */
function isOfThisCopy(index: IndexDescription, podIndex: string, pod: IndexDescription | undefined): boolean {
  if (!isMadeFrom(index, podIndex)) return false;
  return pod === undefined || index.tags[TAG.collection] === pod.tags[TAG.collection];
}

/** A pod index that is retired takes its record along: what is left then is the stack's own. */
function isOurCollection(pod: IndexDescription | undefined, collection: string): boolean {
  return podState(pod) === "missing" || (pod !== undefined && recordsCollection(pod.tags, collection));
}

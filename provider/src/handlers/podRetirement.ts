// check  -> GET pod index, serverless index and collection    the gates that can be asked quickly
// create -> the same, every record of the pod index once more, PATCH /indexes/{pod} (tag retired, protection off)
// diff   -> GET pod index: as long as it exists the proof is made anew in every run
// update -> as create
// read   -> nothing
// delete -> GET, PATCH /indexes/{pod} while it exists: guarded again
import { rollbackBegun } from "../migration/catchUpFile";
import type { MigrationContext } from "../migration/context";
import { wrongProject } from "../migration/guard";
import { isProofSealed, type ProvenParity } from "../migration/parity/proof";
import {
  PARITY_GATE,
  quickGates,
  type RetirementRequest,
  retirePodIndex,
  takeRetirementBack,
} from "../migration/retirement";
import { podState } from "../migration/tags";
import { type CheckFailure, changedKeys, type Handler, UNKNOWN } from "./runtime/define";
import { type LogPlace, opened, whoServesNow } from "./runtime/logPlace";
import { noteProven } from "./runtime/provenRetirements";

export interface PodRetirementInputs {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly collection: string;
  /** The pod index is still there: this run retires it. Filled in by check. */
  readonly retiring?: boolean;
  /** The hosts of the pod index and of the serverless one as found; left out when it is gone. Filled in by check. */
  readonly podHost?: string;
  readonly host?: string;
  /** What the retirement rests on; left out where another resource is still to make it. Filled in by check. */
  readonly parity?: ParityFacts;
  /** Hidden: digests would fill the preview. */
  readonly __parity?: ProvenParity;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
}

/** The parity report without its digests, for reviewers and policies. */
export type ParityFacts = Pick<
  ProvenParity,
  "version" | "clean" | "content" | "finishedAt" | "podIndex" | "serverlessIndex" | "podHost" | "host"
> & {
  /** The proof is as podshift wrote it, digests included. Older versions don't say. */
  readonly sealed?: boolean;
};

export interface PodRetirementOutputs {
  /** ISO 8601. */
  readonly retiredAt: string;
}

/** Inputs whose change is another retirement; the others are facts, and a fact is no change. */
const REPLACING = ["podIndex", "serverlessIndex", "collection"];

export const podRetirement: Handler<PodRetirementInputs, PodRetirementOutputs> = {
  inputKeys: ["podIndex", "serverlessIndex", "collection", "retiring", "podHost", "host", "parity"],

  async check(context, olds, news) {
    const pod = await context.client.describeIndex(news.podIndex);
    if (podState(pod) === "missing") {
      const failures = olds === undefined ? await wrongProjectIn(context, news) : [];
      return { inputs: { ...news, retiring: false, ...factsIn(olds) }, failures };
    }
    const inputs = { ...news, retiring: true, ...(await findFacts(context, news)) };
    if (olds !== undefined) return { inputs, failures: [] };
    const asked = request(context, news);
    const gates = await quickGates(context, isUnknown(news.__parity) ? { ...asked, parity: undefined } : asked);
    for (const gate of gates.filter(({ holds }) => holds)) context.report(`${gate.name}: ${gate.fact}`);
    // What another resource is still to make is asked in create.
    const failed = gates.filter(({ name, holds }) => !holds && !(name === PARITY_GATE && isUnknown(news.__parity)));
    return {
      inputs,
      failures: failed.map(({ name, fact }) => ({ property: "", reason: `${name}: ${fact} (RETIRE_NOT_PROVEN)` })),
    };
  },

  async diff(context, olds, news) {
    const replaces = changedKeys(olds, news).filter((key) => REPLACING.includes(key));
    const exists = (await context.client.describeIndex(news.podIndex)) !== undefined;
    return { changes: exists || replaces.length > 0, replaces };
  },

  async create(context, news) {
    return { id: news.podIndex, outs: await retire(context, news) };
  },

  update: (context, _olds, news) => retire(context, news),

  async read(_context, _id, olds) {
    return { inputs: {}, outs: { retiredAt: olds.retiredAt } };
  },

  delete: (context, _id, { podIndex }) => takeRetirementBack(context, podIndex),
};

/** A retirement that is done stays so, whatever becomes of the serverless index. */
async function wrongProjectIn({ client }: MigrationContext, news: PodRetirementInputs): Promise<CheckFailure[]> {
  if ((await client.describeIndex(news.serverlessIndex)) !== undefined) return [];
  return [{ property: "", reason: wrongProject(news).message }];
}

type FoundFacts = Pick<PodRetirementInputs, "podHost" | "host" | "parity">;

async function findFacts(
  { client }: MigrationContext,
  { podIndex, serverlessIndex, __parity }: PodRetirementInputs,
): Promise<FoundFacts> {
  const [pod, serverless] = [await client.describeIndex(podIndex), await client.describeIndex(serverlessIndex)];
  return {
    ...(pod === undefined ? {} : { podHost: pod.host }),
    ...(serverless === undefined ? {} : { host: serverless.host }),
    ...(__parity === undefined || isUnknown(__parity) ? {} : { parity: withoutDigests(__parity) }),
  };
}

/** Once the pod index is gone they are history. */
function factsIn(olds: Partial<PodRetirementInputs> = {}): FoundFacts {
  const { podHost, host, parity } = olds;
  return {
    ...(podHost === undefined ? {} : { podHost }),
    ...(host === undefined ? {} : { host }),
    ...(parity === undefined ? {} : { parity }),
  };
}

/** A field that an older version didn't write stays away: undefined would end the run. */
function withoutDigests(proof: ProvenParity): ParityFacts {
  const { clean, content, finishedAt } = proof;
  const told = (["version", "podIndex", "serverlessIndex", "podHost", "host"] as const).filter(
    (key) => proof[key] !== undefined,
  );
  return {
    ...{ clean, content, finishedAt },
    ...Object.fromEntries(told.map((key) => [key, proof[key]])),
    ...(proof.seal === undefined ? {} : { sealed: isProofSealed(proof) }),
  };
}

function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

async function retire(context: MigrationContext, news: PodRetirementInputs): Promise<PodRetirementOutputs> {
  const host = await retirePodIndex(context, request(context, news));
  const now = context.clock.now();
  if (host !== undefined) noteProven(host, now);
  return { retiredAt: new Date(now).toISOString() };
}

function request(context: MigrationContext, news: PodRetirementInputs): RetirementRequest {
  const { podIndex, serverlessIndex, collection, __parity, __log } = news;
  const asked = { podIndex, serverlessIndex, collection, parity: __parity };
  const log = opened(__log);
  return {
    ...asked,
    serving: () => whoServesNow(context, news),
    ...(log === undefined ? {} : { rollbackBegun: async () => rollbackBegun(log.store, await log.control.read()) }),
  };
}

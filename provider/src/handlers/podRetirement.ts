// check  -> GET pod index, serverless index and collection    the gates that can be asked quickly
// create -> the same, every record of the pod index once more, PATCH /indexes/{pod} (tag retired, protection off)
// diff   -> GET pod index: as long as it exists the proof is made anew in every run
// update -> as create
// read   -> nothing
// delete -> GET, PATCH /indexes/{pod} while it exists: guarded again
import type { MigrationContext } from "../migration/context";
import {
  PARITY_GATE,
  type ProvenParity,
  quickGates,
  type RetirementRequest,
  retirePodIndex,
  takeRetirementBack,
} from "../migration/retirement";
import { podState } from "../migration/tags";
import { changedKeys, type Handler, UNKNOWN } from "./runtime/define";
import { type LogPlace, whoServesNow } from "./runtime/logPlace";

export interface PodRetirementInputs {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly collection: string;
  /** Hidden: digests would fill the preview. */
  readonly __parity?: ProvenParity;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
}

export interface PodRetirementOutputs {
  /** ISO 8601. */
  readonly retiredAt: string;
}

export const podRetirement: Handler<PodRetirementInputs, PodRetirementOutputs> = {
  inputKeys: ["podIndex", "serverlessIndex", "collection"],

  async check(context, olds, news) {
    if (olds !== undefined) return { inputs: news, failures: [] };
    const pod = await context.client.describeIndex(news.podIndex);
    if (podState(pod) === "missing") return { inputs: news, failures: [] };
    const asked = request(context, news);
    const gates = await quickGates(context, isUnknown(news.__parity) ? { ...asked, parity: undefined } : asked);
    for (const gate of gates.filter(({ holds }) => holds)) context.report(`${gate.name}: ${gate.fact}`);
    // What another resource is still to make is asked in create.
    const failed = gates.filter(({ name, holds }) => !holds && !(name === PARITY_GATE && isUnknown(news.__parity)));
    return {
      inputs: news,
      failures: failed.map(({ name, fact }) => ({ property: "", reason: `${name}: ${fact} (RETIRE_NOT_PROVEN)` })),
    };
  },

  async diff(context, olds, news) {
    const replaces = changedKeys(olds, news);
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

function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

async function retire(context: MigrationContext, news: PodRetirementInputs): Promise<PodRetirementOutputs> {
  await retirePodIndex(context, request(context, news));
  return { retiredAt: new Date(context.clock.now()).toISOString() };
}

function request(context: MigrationContext, news: PodRetirementInputs): RetirementRequest {
  const { podIndex, serverlessIndex, collection, __parity } = news;
  return { podIndex, serverlessIndex, collection, parity: __parity, serving: () => whoServesNow(context, news) };
}

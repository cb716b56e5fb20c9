import type { AssessRequest } from "../../migration/assess";
import { suggestedPlace } from "../../migration/environments";
import { LIMITS_PROFILES } from "../../migration/limits";
import { isPod } from "../../migration/preflight";
import { pricesFrom } from "../../migration/pricesFrom";
import type { IndexDescription } from "../../pinecone/types";
import type { AssessOptions } from "./flags";
import { requestsOf } from "./stackFile";

/**
 * What is asked about which pod indexes: those that are named; else those of the stack file; else all of the project.
 *
 * @throws CONFIG_INVALID
 */
export async function requestsFor(
  names: readonly string[],
  options: AssessOptions,
  indexes: readonly IndexDescription[],
): Promise<AssessRequest[]> {
  const configured = options.config === undefined ? [] : await requestsOf(options.config);
  const all =
    options.config === undefined
      ? indexes
          .filter(isPod)
          .map(({ name }) => name)
          .sort()
      : undefined;
  const wanted = names.length > 0 ? [...new Set(names)] : (all ?? configured.map(({ podIndex }) => podIndex));
  const prices = options.prices === undefined ? {} : { prices: await pricesFrom(options.prices) };
  return wanted.map((podIndex) => ({
    ...overridden(configured.find((request) => request.podIndex === podIndex) ?? proposed(podIndex, indexes), options),
    ...prices,
  }));
}

/** As `podshift init` would write it, where the stack file has nothing. */
function proposed(podIndex: string, indexes: readonly IndexDescription[]): AssessRequest {
  const index = indexes.find(({ name }) => name === podIndex);
  const place = suggestedPlace(index !== undefined && isPod(index) ? index.spec.environment : "");
  return {
    podIndex,
    collection: `${podIndex}-collection`,
    serverless: { name: `${podIndex}-serverless`, ...place },
    limits: LIMITS_PROFILES.current,
  };
}

function overridden(request: AssessRequest, options: AssessOptions): AssessRequest {
  const { region, plan, limits, queriesPerDay, writesPerDay } = options;
  const workload = {
    ...request.workload,
    ...(queriesPerDay === undefined ? {} : { queriesPerDay }),
    ...(writesPerDay === undefined ? {} : { writesPerDay }),
  };
  return {
    ...request,
    ...(region === undefined ? {} : { serverless: { ...request.serverless, region } }),
    ...(plan === undefined ? {} : { plan }),
    ...(limits === undefined ? {} : { limits }),
    ...(Object.keys(workload).length === 0 ? {} : { workload }),
  };
}

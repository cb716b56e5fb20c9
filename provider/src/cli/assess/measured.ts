import type { MeasuredTraffic } from "../../migration/cost/workload";
import { isPod } from "../../migration/preflight";
import { httpFetch } from "../../pinecone/httpFetch";
import { metricsAddress, readTraffic } from "../../pinecone/metrics";
import type { IndexDescription } from "../../pinecone/types";
import { systemClock } from "../../util/clock";
import type { CliIo } from "../io";

/**
 * The traffic of each pod index, as far as the vendor's metrics tell it; what they don't is said. They are asked once
 * for each environment, all at the same time.
 */
export async function measuredTraffic(
  names: readonly string[],
  indexes: readonly IndexDescription[],
  seconds: number,
  io: CliIo,
): Promise<ReadonlyMap<string, MeasuredTraffic>> {
  const pods = indexes.filter(isPod).filter(({ name }) => names.includes(name));
  const environments = [...new Set(pods.map(({ spec }) => spec.environment))];
  if (environments.length > 0) io.err(`measuring the traffic for ${seconds} s ...`);
  const answers = await Promise.all(
    environments.map(async (environment) => [environment, await trafficOf(environment, seconds, io)] as const),
  );
  const traffic = new Map<string, MeasuredTraffic>();
  for (const { name, spec } of pods) {
    const answer = answers.find(([environment]) => environment === spec.environment)?.[1];
    const found = answer?.traffic?.get(name);
    if (found !== undefined) traffic.set(name, found);
    else io.err(`${name}: not measured: ${answer?.reason ?? "the metrics don't show this index"}`);
  }
  return traffic;
}

async function trafficOf(environment: string, seconds: number, io: CliIo) {
  const { PINECONE_API_KEY: apiKey = "", PINECONE_CONTROLLER_HOST, PINECONE_METRICS_URL } = io.env;
  const url = PINECONE_METRICS_URL ?? metricsAddress(environment, PINECONE_CONTROLLER_HOST);
  if (url === undefined) return { reason: "there are no metrics but at the service itself" };
  return readTraffic({ url, apiKey, fetch: httpFetch, clock: systemClock, lookMs: seconds * 1000, signal: io.signal });
}

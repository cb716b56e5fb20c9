import type { IndexStats } from "../../pinecone/types";
import type { ParityOptions } from "./options";
import type { ParityReport } from "./report";
import { namesTooFew, unnamed } from "./unnamed";

export interface CountLevel {
  readonly counts: ParityReport["counts"];
  /** Every namespace that either side has, in order. */
  readonly namespaces: readonly string[];
  /** Records that the pod index tells, by namespace. */
  readonly pod: ReadonlyMap<string, number>;
  /** Records that the serverless index tells, by namespace. */
  readonly serverless: ReadonlyMap<string, number>;
  /** Namespaces whose counts became equal when asked again. */
  readonly settled: number;
}

/**
 * Level 1: record counts by namespace; an absent namespace counts 0. Different counts are asked again: they lag.
 *
 * @throws API_ERROR for counts that seem equal, while a side holds records in namespaces that it doesn't name
 */
export async function compareCounts(options: ParityOptions): Promise<CountLevel> {
  const { pod, serverless, clock, attempts = 3, settleMs = 2_000, signal } = options;
  const suspects = new Set<string>();
  for (let attempt = 0; ; attempt += 1) {
    const [a, b] = await Promise.all([pod.stats(), serverless.stats()]);
    const different = differentNamespaces(a, b);
    for (const { namespace } of different) suspects.add(namespace);
    options.onProgress?.({ stage: "counts", done: a.total, total: a.total, ratePerSecond: 0 });
    const isWhole = unnamed(a) === 0 && unnamed(b) === 0;
    if ((different.length === 0 && isWhole) || attempt >= attempts) {
      if (different.length === 0 && !isWhole) throw namesTooFew(a, b);
      return {
        counts: { pod: a.total, serverless: b.total, different },
        namespaces: namespacesOf(a, b),
        pod: a.namespaces,
        serverless: b.namespaces,
        settled: suspects.size - different.length,
      };
    }
    await clock.sleep(settleMs, signal);
  }
}

function differentNamespaces(pod: IndexStats, serverless: IndexStats): ParityReport["counts"]["different"] {
  return namespacesOf(pod, serverless)
    .map((namespace) => ({
      namespace,
      pod: pod.namespaces.get(namespace) ?? 0,
      serverless: serverless.namespaces.get(namespace) ?? 0,
    }))
    .filter((count) => count.pod !== count.serverless);
}

/** Every namespace that either side has, in order. */
export function namespacesOf(pod: IndexStats, serverless: IndexStats): string[] {
  return [...new Set([...pod.namespaces.keys(), ...serverless.namespaces.keys()])].sort();
}

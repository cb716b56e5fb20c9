import type { IndexStats } from "../../pinecone/types";
import type { ParityOptions } from "./options";
import type { ParityReport } from "./report";

/** Level 1: record counts by namespace; an absent namespace counts 0. Different counts are asked again: they lag. */
export async function compareCounts(options: ParityOptions): Promise<ParityReport["counts"]> {
  const { pod, serverless, clock, attempts = 3, settleMs = 2_000, signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    const [a, b] = await Promise.all([pod.stats(), serverless.stats()]);
    const different = differentNamespaces(a, b);
    options.onProgress?.({ stage: "counts", done: a.total, total: a.total, ratePerSecond: 0 });
    if (different.length === 0 || attempt === attempts) return { pod: a.total, serverless: b.total, different };
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

import { PodshiftError } from "../../errors";
import type { IndexStats } from "../../pinecone/types";
import { formatCount } from "../../util/format";

/**
 * Records that an index counts in all, but in none of its namespaces: what is in a namespace that it doesn't name is compared
 * by nobody. None when the total is less, or left out: it may lag, and hides nothing.
 */
export function unnamed({ namespaces, total }: IndexStats): number {
  return Math.max(0, total - [...namespaces.values()].reduce((sum, records) => sum + records, 0));
}

/** Counts that were asked for again and again, and stayed so: no comparison can be clean. */
export function namesTooFew(pod: IndexStats, serverless: IndexStats): PodshiftError {
  const sides = [["pod", pod] as const, ["serverless", serverless] as const].filter(([, stats]) => unnamed(stats) > 0);
  const told = sides.map(
    ([side, stats]) =>
      `the ${side} index counts ${formatCount(stats.total)} records, ${formatCount(unnamed(stats))} of them in no namespace that it names`,
  );
  return new PodshiftError("API_ERROR", `not everything can be compared: ${told.join("; ")}`, {
    facts: { pod: unnamed(pod), serverless: unnamed(serverless) },
    next: "run the command again: counts may lag behind writes; if it says so again, look at what stands between here and the service, or ask the service's support",
  });
}

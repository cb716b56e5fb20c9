import { PodshiftError } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import type { IndexReader, IndexStats } from "../../pinecone/types";
import { formatCount } from "../../util/format";
import type { MigrationContext } from "../context";
import type { NamespaceDigests } from "../parity/digest";
import { unnamed } from "../parity/unnamed";
import { sleepUnlessStopped } from "../waiting";

/** Milliseconds before counts that say more than was compared are asked again: they may lag behind the last deletes. */
const PAUSES_MS = [500, 1_000, 2_000, 3_000, 4_000] as const;

/**
 * After the switch, when nobody writes to the pod index any more, its record counts beside those of the digests. A pod
 * index can't list its ids: a record that serverless lacks shows in the counts alone, and while writes are in flight all
 * the time it can hide among them. Here nothing is in flight.
 *
 * @throws PARITY_DIFFERENT (switched; the way back is open)
 */
export async function refuseUncompared(
  context: MigrationContext,
  pod: Pick<IndexReader, "stats">,
  compared: NamespaceDigests,
): Promise<void> {
  let lines = uncompared(await pod.stats(), compared);
  for (const ms of PAUSES_MS) {
    if (lines.length === 0) return;
    context.progress("the pod index counts more records than were compared: looking whether the counts lag");
    await sleepUnlessStopped(context, ms);
    lines = uncompared(await pod.stats(), compared);
  }
  if (lines.length === 0) return;
  throw new PodshiftError(
    "PARITY_DIFFERENT",
    `traffic was switched, but the pod index holds records that serverless lacks:${lines.map((line) => `\n  ${line}`).join("")}`,
    {
      next: "set `phase: copy` and run `pulumi up`: the rollback brings back what was written since. Then go back to `capture`, and copy again",
    },
  );
}

/**
 * One line for each namespace of which the pod index has more records than were compared, and one for the records of those
 * that it doesn't name.
 */
export function uncompared(stats: IndexStats, compared: NamespaceDigests): string[] {
  const lines = [...stats.namespaces].flatMap(([namespace, records]) => {
    const known = Object.hasOwn(compared, namespace) ? (compared[namespace]?.records ?? 0) : 0;
    return records <= known
      ? []
      : [
          `namespace ${displayNamespace(namespace)}: ${formatCount(records)} in the pod index, ${formatCount(known)} of them compared`,
        ];
  });
  const rest = unnamed(stats);
  return rest === 0
    ? lines
    : [...lines, `${formatCount(rest)} in no namespace that the pod index names, compared by nobody`];
}

import { PodshiftError } from "../errors";
import type { IndexDescription } from "../pinecone/types";
import { formatCount, plural } from "../util/format";
import { differentCounts, type SwitchRequest } from "./activeIndex";
import type { MigrationContext } from "./context";
import { formatReport } from "./parity/formatReport";
import { runParity } from "./parity/runParity";
import { describePod } from "./podIndex";

/** The code by which the stack file says: yes, lose them. */
export const LOSS_ACKNOWLEDGED = "ROLLBACK_LOSES_WRITES";

/**
 * Refuses a rollback that would lose writes. With `writes: paused` nothing is logged, so writes made on serverless since
 * the cutover can't be brought back: both indexes are compared, and a difference must be acknowledged. The last look
 * is at the counts once more, as it is before the switch.
 *
 * @throws ROLLBACK_LOSES_WRITES, STOPPED
 */
export async function refuseLosingWrites(
  context: MigrationContext,
  request: SwitchRequest,
  acknowledged: readonly string[],
): Promise<void> {
  const pod = await describePod(context, request.podIndex);
  const serverless = await context.client.describeIndex(request.serverlessIndex);
  if (serverless === undefined) {
    context.warn(`index ${request.serverlessIndex} is gone: writes made on it since the cutover are lost`);
    return;
  }
  const report = await runParity({
    pod: context.client.reader(pod.host),
    serverless: context.client.reader(serverless.host),
    podIndex: request.podIndex,
    serverlessIndex: request.serverlessIndex,
    hosts: { pod: pod.host, serverless: serverless.host },
    content: "all",
    queries: 0,
    seed: 1,
    clock: context.clock,
    signal: context.signal,
    onProgress: ({ done, total }) =>
      context.progress(`looking for writes made since the cutover: ${formatCount(done)} of ${plural(total, "record")}`),
  });
  // All records were read, which may have taken hours: counts that differ since mean that somebody writes.
  const lost = report.clean
    ? (await countsNow(context, pod, serverless)).map((line) => `    ${line}`).join("\n")
    : formatReport(report);
  if (lost === "") {
    context.report("no write was made on serverless since the cutover: nothing is lost by going back");
    return;
  }
  if (acknowledged.includes(LOSS_ACKNOWLEDGED)) {
    context.warn(`going back loses writes made on serverless, as acknowledged:\n${lost}`);
    return;
  }
  throw new PodshiftError(
    "ROLLBACK_LOSES_WRITES",
    `going back to ${request.podIndex} would lose writes made on serverless since the cutover:\n${lost}`,
    { next: `bring them to the pod index yourself, or add \`acknowledge: [${LOSS_ACKNOWLEDGED}]\` to the migration` },
  );
}

async function countsNow(
  { client }: MigrationContext,
  pod: IndexDescription,
  serverless: IndexDescription,
): Promise<string[]> {
  const [before, after] = await Promise.all([client.reader(pod.host).stats(), client.reader(serverless.host).stats()]);
  return differentCounts(before, after);
}

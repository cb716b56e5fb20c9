import { PodshiftError } from "../errors";
import { plural } from "../util/format";
import { START } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import type { MigrationContext } from "./context";
import { refuseUncompared } from "./cutover/uncompared";
import type { LoggedSwitchRequest } from "./loggedSwitch";
import { refreshDigests } from "./parity/digestRefresh";
import { isProofSealed, type ProvenParity, sealedProof } from "./parity/proof";
import { touchedBetween } from "./parity/touched";
import { describePod } from "./podIndex";
import { resolvedLog } from "./ways/deferredWay";

/**
 * The parity that a switch was made on, its digests as the fence has left the pod index: records that were written
 * between their comparison and the fence are read once more. In `deferred` what was compared was the pod index with the
 * log laid over it; nothing of the log is in the pod index itself. Undefined when the digests are not on this machine:
 * traffic is switched by then, and only retirement needs them.
 *
 * @throws POD_INDEX_NOT_FOUND, PARITY_DIFFERENT when the pod index holds records that were never compared
 */
export async function proofAtFence(
  context: MigrationContext,
  { log, podIndex }: LoggedSwitchRequest,
  parity: ProvenParity | undefined,
): Promise<ProvenParity | undefined> {
  // A proof that is not as the check wrote it gets no new seal.
  if (parity?.digests === undefined || parity.digestFile === undefined || !isProofSealed(parity)) return parity;
  const { writes, switched } = await log.control.read();
  const [source, from] =
    writes === "deferred"
      ? [resolvedLog(log), START]
      : [new LogReader(log.store, log.control), parity.logPosition ?? START];
  // What was written to serverless since is none of the pod index's: a record that changed there all the same shows.
  const touched = await touchedBetween(source, from, switched?.end, context.signal);
  const pod = await describePod(context, podIndex);
  context.progress("reading once more what was written to the pod index until the fence");
  const refreshed = await refreshDigests({
    podReader: context.client.reader(pod.host),
    digestFile: parity.digestFile,
    namespaces: parity.digests,
    touched,
    signal: context.signal,
  }).catch((error: unknown) => {
    if (error instanceof PodshiftError && error.code === "DIGEST_FILE_BROKEN") return error;
    throw error;
  });
  if (refreshed instanceof PodshiftError) {
    context.warn(
      `traffic is on serverless, but \`retire\` can't be proven: ${refreshed.summary}. It needs the cutover made anew (\`phase: copy\`, then \`phase: cutover\`)`,
    );
    return undefined;
  }
  const { namespaces, read } = refreshed;
  await refuseUncompared(context, context.client.reader(pod.host), namespaces);
  context.report(
    `kept for \`retire\`: a digest of each record of the pod index as of the fence, ${plural(read, "record")} read again`,
  );
  return sealedProof({ ...parity, digests: namespaces });
}

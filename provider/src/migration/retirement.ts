import { PodshiftError } from "../errors";
import type { IndexDescription } from "../pinecone/types";
import { formatCount, plural } from "../util/format";
import type { Active } from "./activeIndex";
import type { MigrationContext } from "./context";
import { protect, wrongProject } from "./guard";
import { digestsAt } from "./parity/digestFile";
import { verifyPodUnchanged } from "./parity/podUnchanged";
import { type ProvenPair, type ProvenParity, whyUnfit } from "./parity/proof";
import { podState, TAG } from "./tags";
import { throwIfStopped } from "./waiting";

export type { ProvenParity };

export interface RetirementRequest {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly collection: string;
  readonly parity: ProvenParity | undefined;
  /** Who serves as the write log has it; left out without a log, when the pod index's tag says so. */
  readonly serving?: () => Promise<Active>;
  /** Whether a rollback was begun since the cutover; left out without a log, where it writes nothing to the pod index. */
  readonly rollbackBegun?: () => Promise<boolean>;
}

/** One thing that must hold before the pod index may be deleted. */
export interface Gate {
  readonly name: string;
  readonly holds: boolean;
  readonly fact: string;
  /** The way on, where it isn't the usual one. */
  readonly next?: string;
}

/** The way to a report that fits: a cutover compares all records. */
const CHECK_AGAIN =
  "make the cutover anew, it checks again: `phase: copy` and `pulumi up`, then `phase: cutover` and `pulumi up`";

/** The name of the gate that rests on the parity report. */
export const PARITY_GATE = "parity";

/** What can be asked quickly, for the preview: everything but the last reading of the pod index. */
export async function quickGates(context: MigrationContext, request: RetirementRequest): Promise<Gate[]> {
  const { client } = context;
  const [pod, serverless, collection] = await Promise.all([
    client.describeIndex(request.podIndex),
    client.describeIndex(request.serverlessIndex),
    client.describeCollection(request.collection),
  ]);
  const switched = podState(pod) !== "untouched" && (await request.serving?.()) !== "pod";
  return [
    {
      name: "traffic switched",
      holds: switched,
      fact: switched ? "traffic is on serverless" : "traffic is still on the pod index",
    },
    parityGate(request.parity, { ...namesOf(request), podHost: pod?.host, host: serverless?.host }),
    {
      name: "serverless index ready",
      holds: serverless?.ready === true,
      fact: `index ${request.serverlessIndex} is ${serverless?.state ?? "gone"}`,
    },
    {
      name: "collection kept",
      holds: collection?.status === "Ready",
      fact: `collection ${request.collection} is ${collection?.status ?? "gone"}; it is the only way back after this`,
    },
  ];
}

/**
 * Proves that the pod index may go, then marks it as retired and lifts its protection, in one request. Safe to repeat:
 * the proof is made anew each time, and until it is there the mark of an earlier one doesn't stand. Answers the host of
 * the pod index that may go; undefined when it is gone already.
 *
 * @throws RETIRE_NOT_PROVEN with every reason at once, DIGEST_FILE_BROKEN, WRONG_PROJECT, STOPPED
 */
export async function retirePodIndex(
  context: MigrationContext,
  request: RetirementRequest,
): Promise<string | undefined> {
  const pod = await context.client.describeIndex(request.podIndex);
  if (pod === undefined) {
    if ((await context.client.describeIndex(request.serverlessIndex)) === undefined) throw wrongProject(request);
    context.warn(`pod index ${request.podIndex} is gone already: somebody else deleted it`);
    return undefined;
  }
  await takeRetirementBack(context, request.podIndex);
  const gates = await quickGates(context, request);
  const failed = gates.filter((gate) => !gate.holds);
  if (failed.length > 0) throw notProven(request.podIndex, failed);
  const untouched = await podUnchangedGate(context, request, pod).catch((error: unknown) => {
    throwIfStopped(context);
    throw error;
  });
  if (!untouched.holds) throw notProven(request.podIndex, [untouched]);
  // The reading may have taken hours: a way back in the meantime must not be answered by a deletion.
  const since = (await quickGates(context, request)).filter((gate) => !gate.holds);
  if (since.length > 0) throw notProven(request.podIndex, since);
  context.report(untouched.fact);
  throwIfStopped(context);
  await context.client.configureIndex(pod.name, {
    deletionProtection: "disabled",
    tags: { [TAG.state]: "retired" },
  });
  return pod.host;
}

/** Takes a retirement back while the pod index still exists: guarded again, traffic stays where it is. */
export async function takeRetirementBack(context: MigrationContext, podIndex: string): Promise<void> {
  const pod = await context.client.describeIndex(podIndex);
  if (pod === undefined || podState(pod) !== "retired") return;
  await context.client.configureIndex(podIndex, { tags: { [TAG.state]: "cutover" } });
  await protect(context.client, pod);
}

function notProven(podIndex: string, failed: readonly Gate[]): PodshiftError {
  const lines = failed.map(({ name, fact }) => `\n    ${name}: ${fact}`).join("");
  return new PodshiftError("RETIRE_NOT_PROVEN", `pod index ${podIndex} can't be deleted yet:${lines}`, {
    next:
      failed.find(({ next }) => next !== undefined)?.next ??
      "put it right in `phase: cutover`; `phase: copy` goes back to the pod index",
  });
}

function namesOf({ podIndex, serverlessIndex }: RetirementRequest): Pick<ProvenPair, "podIndex" | "serverlessIndex"> {
  return { podIndex, serverlessIndex };
}

function parityGate(parity: ProvenParity | undefined, pair: ProvenPair): Gate {
  const name = PARITY_GATE;
  if (parity === undefined) return { name, holds: false, fact: "there is no parity report" };
  if (parity.finishedAt === "") return { name, holds: false, fact: "there is no finished parity report" };
  if (!parity.clean) return { name, holds: false, fact: `the report of ${parity.finishedAt} found differences` };
  if (parity.content !== "all" || parity.digests === undefined) {
    return { name, holds: false, fact: `the report of ${parity.finishedAt} compared a sample; all records are needed` };
  }
  const unfit = whyUnfit(parity, pair);
  if (unfit !== undefined) return { name, holds: false, fact: unfit, next: CHECK_AGAIN };
  // Records that were written while both sides were compared are proven by the last round, not by the report.
  const meanwhile =
    parity.logPosition === undefined ? "" : "; records written meanwhile: brought over inside the fence";
  return { name, holds: true, fact: `clean on all records at ${parity.finishedAt}${meanwhile}` };
}

/** Pods have no log sequence number: whether somebody still writes is known only by reading every record once more. */
async function podUnchangedGate(
  context: MigrationContext,
  request: RetirementRequest,
  pod: IndexDescription,
): Promise<Gate> {
  const name = "no write to the pod index since parity";
  const digests = request.parity?.digests;
  const serverless = await context.client.describeIndex(request.serverlessIndex);
  if (digests === undefined || serverless === undefined) return { name, holds: false, fact: "nothing to compare with" };
  const digestFile = digestsAt(request.parity?.digestFile);
  const result = await verifyPodUnchanged({
    pod: context.client.reader(pod.host),
    serverless: context.client.reader(serverless.host),
    digest: digests,
    ...(digestFile === undefined ? {} : { digestFile }),
    clock: context.clock,
    signal: context.signal,
    onProgress: ({ done, total }) =>
      context.progress(`reading the pod index once more: ${formatCount(done)} of ${plural(total, "record")}`),
  });
  const holds = result.unchanged && result.provable;
  if (holds || result.examples.length === 0 || !(await request.rollbackBegun?.())) {
    return { name, holds, fact: result.reason };
  }
  return {
    name,
    holds,
    fact: `a rollback was begun since the cutover and not finished; it writes to the pod index: ${result.examples.join("; ")}`,
    next: "finish it: set `phase: copy` and run `pulumi up` until traffic is back on the pod index; then `phase: cutover` anew, and retire",
  };
}

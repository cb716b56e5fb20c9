import { PodshiftError } from "../errors";
import { displayNamespace } from "../pinecone/namespace";
import type { IndexDescription, IndexStats } from "../pinecone/types";
import { formatCount } from "../util/format";
import type { MigrationContext } from "./context";
import { foundProtection, protect, unprotect } from "./guard";
import { unnamed } from "./parity/unnamed";
import { describePod } from "./podIndex";
import { NO_SWITCH, switchTags } from "./switchedBy";
import { podState, TAG } from "./tags";
import { throwIfStopped } from "./waiting";

export type Active = "pod" | "serverless";

/** The index that serves, and where. */
export interface ActiveTarget {
  readonly active: Active;
  readonly name: string;
  readonly host: string;
}

export interface SwitchRequest {
  readonly podIndex: string;
  readonly serverlessIndex: string;
}

/** Who serves, as the cloud has it. A pod index that is gone was retired. */
export function whoServes(pod: IndexDescription | undefined): Active {
  return podState(pod) === "untouched" ? "pod" : "serverless";
}

/** Where the index that serves is, as found; its host is "" when somebody deleted it. */
export async function activeTarget(
  context: MigrationContext,
  request: SwitchRequest,
  active: Active,
): Promise<ActiveTarget> {
  const name = active === "pod" ? request.podIndex : request.serverlessIndex;
  const index = await context.client.describeIndex(name);
  return { active, name, host: index?.host ?? "" };
}

/**
 * Switches traffic to the serverless index. With `writes: paused` the tag on the pod index is the switch: one request.
 * The serverless index is protected before it. Safe to repeat.
 *
 * @throws POD_INDEX_NOT_FOUND, SERVERLESS_INDEX_NOT_FOUND, PARITY_DIFFERENT, STOPPED
 */
export async function switchToServerless(context: MigrationContext, request: SwitchRequest): Promise<ActiveTarget> {
  const pod = await describePod(context, request.podIndex);
  const serverless = await readyServerless(context, request.serverlessIndex);
  if (podState(pod) === "untouched") await refuseDifferentCounts(context, pod, serverless);
  throwIfStopped(context);
  await protect(context.client, serverless);
  await protect(context.client, pod);
  await context.client.configureIndex(pod.name, { tags: switchTags(context.stack) });
  const done = podState(pod) === "untouched" ? "switched: pod => serverless" : "traffic is on serverless already";
  context.report(`${done}. Point clients at ${serverless.name}, ${serverless.host}`);
  return { active: "serverless", name: serverless.name, host: serverless.host };
}

/**
 * Switches traffic back to the pod index and lets go of both indexes, protection as it was found. Whether writes made
 * on serverless would be lost is for the caller to ask first (rollbackLosses). Safe to repeat.
 *
 * @throws POD_INDEX_NOT_FOUND
 */
export async function switchToPod(context: MigrationContext, request: SwitchRequest): Promise<ActiveTarget> {
  const pod = await describePod(context, request.podIndex);
  const guarded = podState(pod) !== "untouched";
  const target = await letGo(context, request);
  if (guarded) context.report(`switched back: serverless => pod. Point clients at ${target.name}, ${target.host}`);
  return target;
}

/** Lets go of both indexes: protection as it was found, no tag of a switch. */
export async function letGo(context: MigrationContext, request: SwitchRequest): Promise<ActiveTarget> {
  const pod = await describePod(context, request.podIndex);
  if (podState(pod) !== "untouched") {
    throwIfStopped(context);
    await context.client.configureIndex(pod.name, {
      deletionProtection: foundProtection(pod),
      tags: { ...NO_SWITCH, [TAG.foundProtection]: "" },
    });
  }
  const serverless = await context.client.describeIndex(request.serverlessIndex);
  if (serverless !== undefined) await unprotect(context.client, serverless);
  return { active: "pod", name: pod.name, host: pod.host };
}

/** @throws SERVERLESS_INDEX_NOT_FOUND */
export async function readyServerless({ client }: MigrationContext, name: string): Promise<IndexDescription> {
  const index = await client.describeIndex(name);
  if (index?.ready) return index;
  throw new PodshiftError("SERVERLESS_INDEX_NOT_FOUND", `index ${name} is ${index?.state ?? "not there"}`, {
    next: "set `phase: copy` and run `pulumi up` to have it made",
  });
}

/** The last look before the switch: parity was proven a moment ago, so counts that differ mean that somebody writes. */
async function refuseDifferentCounts(
  { client }: MigrationContext,
  pod: IndexDescription,
  serverless: IndexDescription,
): Promise<void> {
  const [before, after] = await Promise.all([client.reader(pod.host).stats(), client.reader(serverless.host).stats()]);
  const different = differentCounts(before, after);
  if (different.length === 0) return;
  throw new PodshiftError(
    "PARITY_DIFFERENT",
    `records were written after the parity check:\n${different.map((line) => `    ${line}`).join("\n")}`,
    {
      next: "stop the writers (`writes: paused` needs that), go back to `capture` (from `cutover` by way of `copy`), and copy again",
    },
  );
}

/** One line a namespace whose counts differ, and one for what either index counts in none that it names. */
export function differentCounts(pod: IndexStats, serverless: IndexStats): string[] {
  const rest = [unnamed(pod), unnamed(serverless)] as const;
  const unknown = rest.some((records) => records > 0)
    ? [countsLine("in no namespace that the index names", ...rest)]
    : [];
  return [...differentNamespaces(pod, serverless), ...unknown];
}

function differentNamespaces(pod: IndexStats, serverless: IndexStats): string[] {
  const names = [...new Set([...pod.namespaces.keys(), ...serverless.namespaces.keys()])].sort();
  return names.flatMap((name) => {
    const [a, b] = [pod.namespaces.get(name) ?? 0, serverless.namespaces.get(name) ?? 0];
    return a === b ? [] : [countsLine(`namespace ${displayNamespace(name)}`, a, b)];
  });
}

function countsLine(where: string, pod: number, serverless: number): string {
  return `${where}: ${formatCount(pod)} in the pod index, ${formatCount(serverless)} in the serverless index`;
}

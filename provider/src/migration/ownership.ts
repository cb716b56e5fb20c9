import { PodshiftError } from "../errors";
import type { ControlRecord } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import type { MigrationContext } from "./context";

/** The stack that runs, as `project/stack`: the name stays when its state is lost or a migration in it is renamed. */
export interface StackIdentity {
  readonly now: string;
  /** As its state has it: other names, once the stack was renamed. */
  readonly before?: readonly string[];
}

/**
 * Why this stack may not use a log: it belongs to another one, whose cutover it would roll back. Undefined when it may.
 * A record of an older version has no owner, and who comes without a stack (the command line) is the operator.
 */
export function whyNotOurs(
  { store }: Pick<OpenLog, "store">,
  record: ControlRecord | undefined,
  stack: StackIdentity | undefined,
): PodshiftError | undefined {
  const owner = ownerOf(record);
  if (owner === undefined || stack === undefined || owner === stack.now) return undefined;
  if (ownedBefore(record, stack) !== undefined) return undefined;
  return new PodshiftError(
    "LOG_TAKEN",
    `the write log at ${store.url} is that of stack ${owner}, not of ${stack.now}`,
    {
      facts: { owner, stack: stack.now },
      next: `use stack ${owner}; or name another \`writeLog\` here. If that stack is gone, or was this one under an older name, one of its name may go on with the log: \`pulumi stack rename\` gives it to this one`,
    },
  );
}

/**
 * Makes sure that the log is this stack's. One without an owner is taken: the first that comes has it. Does nothing to a
 * log that is closed or fenced, for a swap would end the fence.
 *
 * @throws LOG_TAKEN naming the owner
 */
export async function ownLog({ stack }: MigrationContext, log: OpenLog): Promise<void> {
  let refused = whyNotOurs(log, await log.control.find(), stack);
  if (refused === undefined && stack !== undefined) {
    await log.control.swap((now) => {
      refused = whyNotOurs(log, now, stack);
      return refused === undefined && isToBeTaken(now, stack) ? { owner: stack.now } : undefined;
    });
  }
  if (refused !== undefined) throw refused;
}

/** The name of this stack by which it owns the log, when that is one of before. */
export function ownedBefore(record: ControlRecord | undefined, stack: StackIdentity | undefined): string | undefined {
  const owner = ownerOf(record);
  return stack?.before?.find((name) => name === owner);
}

function ownerOf(record: ControlRecord | undefined): string | undefined {
  return record?.state === "closed" ? undefined : record?.owner;
}

/** True for a record that this stack may use and that doesn't name it yet. */
export function isToBeTaken(record: ControlRecord, stack: StackIdentity | undefined): boolean {
  return stack !== undefined && record.state === "open" && record.owner !== stack.now;
}

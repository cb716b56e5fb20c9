import { PodshiftError } from "../errors";
import type { ControlRecord } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import type { MigrationContext } from "./context";

/** The stack that runs, as `project/stack`: the name stays when its state is lost or a migration in it is renamed. */
export interface StackIdentity {
  readonly now: string;
  /** As its state has it: another name once the stack was renamed. */
  readonly before?: string;
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
  const owner = record?.state === "closed" ? undefined : record?.owner;
  if (owner === undefined || stack === undefined || owner === stack.now || owner === stack.before) return undefined;
  return new PodshiftError(
    "LOG_TAKEN",
    `the write log at ${store.url} is that of stack ${owner}, not of ${stack.now}`,
    {
      facts: { owner, stack: stack.now },
      next: `use stack ${owner}; or name another \`writeLog\` here. If that stack is gone, one of its name may go on with the log`,
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

/** True for a record that this stack may use and that doesn't name it yet. */
export function isToBeTaken(record: ControlRecord, stack: StackIdentity | undefined): boolean {
  return stack !== undefined && record.state === "open" && record.owner !== stack.now;
}

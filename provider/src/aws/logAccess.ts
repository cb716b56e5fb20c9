import { RolePolicy } from "@pulumi/aws/iam";
import { type CustomResourceOptions, type Input, output } from "@pulumi/pulumi";
import { refuseProblems } from "./argumentsError";
import type { LogPlace } from "./logPlace";
import { LOG_ROLES, type LogRole, policyFor, type WriterPolicyOptions } from "./logPolicies";

/** Who gets which rights to which log. */
export interface LogAccessArgs extends WriterPolicyOptions {
  /** What the role does with the log. */
  readonly as: LogRole;
  /** Name of the role that gets the rights, as an inline policy. */
  readonly role: Input<string>;
  /** `place` of a `WriteLogBucket`, or one written by hand. */
  readonly log: Input<LogPlace>;
}

/**
 * Gives a role of yours the rights on a write log that its part needs, and nothing else.
 *
 * @example
 * grantLogAccess("search-writes", { as: "writer", role: taskRole.name, log: bucket.place, writerName: "search" });
 * @throws ComponentArgumentsError CONFIG_INVALID
 */
export function grantLogAccess(
  name: string,
  { as, role, log, writerName }: LogAccessArgs,
  options?: CustomResourceOptions,
): RolePolicy {
  refuseProblems("grantLogAccess", name, [
    ...(LOG_ROLES.includes(as) ? [] : [`as: "${String(as)}" is none of ${LOG_ROLES.join(", ")}`]),
    ...nameProblems(as, writerName),
  ]);
  const given = writerName === undefined ? {} : { writerName };
  const document = output(log).apply((place) => JSON.stringify(policyFor(as, place, given)));
  return new RolePolicy(name, { role, policy: document }, options);
}

/** What a writer's name is made of: capture and proxy write "-" in place of anything else. */
function nameProblems(as: LogRole, writerName: string | undefined): string[] {
  if (writerName === undefined) return [];
  if (as !== "writer") return ["writerName: only a writer has a name"];
  return /^[A-Za-z0-9_-]{1,64}$/.test(writerName)
    ? []
    : [`writerName: "${writerName}" has other than letters, digits, "_" and "-", or more than 64`];
}

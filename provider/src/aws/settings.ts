import { fileURLToPath } from "node:url";
import { argumentProblems } from "./argumentProblems";
import { type CaptureProxyServiceArgs, onEfs } from "./arguments";
import { ComponentArgumentsError } from "./argumentsError";
import { withoutUndefined } from "./withoutUndefined";

/** Arguments that no service can be made of. Pulumi prints it without a stack trace. */
export class ProxyServiceError extends ComponentArgumentsError {
  constructor(name: string, problems: readonly string[]) {
    super("CaptureProxyService", name, problems);
  }
}

type Defaults = "port" | "desiredCount" | "cpu" | "memory" | "drainSeconds" | "logRetentionDays" | "accessLog";

/** The arguments with everything that was left out filled in. */
export type ProxyServiceSettings = CaptureProxyServiceArgs &
  Required<Pick<CaptureProxyServiceArgs, Defaults>> & { /** Left out for a log in S3. */ readonly mountPath?: string };

/**
 * Reads the arguments, and says everything that is wrong with them at once. What is an output is not known yet, and goes
 * unchecked.
 *
 * @throws ProxyServiceError CONFIG_INVALID
 */
export function readSettings(name: string, given: CaptureProxyServiceArgs): ProxyServiceSettings {
  const args = withoutUndefined(given);
  const problems = argumentProblems(name, { ...DEFAULTS, ...args });
  if (problems.length > 0) throw new ProxyServiceError(name, problems);
  return {
    ...{ ...DEFAULTS, port: args.tls === undefined ? 80 : 443 },
    ...args,
    ...(onEfs(args.log) ? { mountPath: withoutSlash(args.log.efs.mountPath ?? fileURLToPath(args.log.url)) } : {}),
  };
}

const DEFAULTS = {
  desiredCount: 2,
  cpu: 512,
  memory: 1_024,
  drainSeconds: 20,
  logRetentionDays: 30,
  accessLog: false,
} as const;

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

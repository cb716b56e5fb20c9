import { fileURLToPath } from "node:url";
import { RunError } from "@pulumi/pulumi";
import type { ErrorCode } from "../errors";
import { argumentProblems } from "./argumentProblems";
import type { CaptureProxyServiceArgs } from "./arguments";

/** Arguments that no service can be made of. Pulumi prints it without a stack trace. */
export class ProxyServiceError extends RunError {
  readonly code: ErrorCode = "CONFIG_INVALID";

  constructor(
    name: string,
    readonly problems: readonly string[],
  ) {
    super(`CaptureProxyService ${name}: its arguments are wrong (CONFIG_INVALID):\n  ${problems.join("\n  ")}`);
  }
}

type Defaults = "port" | "desiredCount" | "cpu" | "memory" | "drainSeconds" | "logRetentionDays" | "accessLog";

/** The arguments with everything that was left out filled in. */
export type ProxyServiceSettings = CaptureProxyServiceArgs &
  Required<Pick<CaptureProxyServiceArgs, Defaults>> & { readonly mountPath: string };

/**
 * Reads the arguments, and says everything that is wrong with them at once. What is an output is not known yet, and goes
 * unchecked.
 *
 * @throws ProxyServiceError CONFIG_INVALID
 */
export function readSettings(name: string, args: CaptureProxyServiceArgs): ProxyServiceSettings {
  const problems = argumentProblems(name, { ...DEFAULTS, ...args });
  if (problems.length > 0) throw new ProxyServiceError(name, problems);
  return {
    ...{ ...DEFAULTS, port: args.tls === undefined ? 80 : 443 },
    ...args,
    mountPath: withoutSlash(args.log.efs.mountPath ?? fileURLToPath(args.log.url)),
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

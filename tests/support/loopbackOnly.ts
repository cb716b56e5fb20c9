import { createRequire } from "node:module";
import { join } from "node:path";

interface LoopbackOnly {
  readonly CODE: "NOT_LOOPBACK";
  isLoopback(host: string | undefined): boolean;
  loopbackOnlyEnv(env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
}

// Loading it installs the guard. Its plain JavaScript twin holds the logic: child processes load that one.
const guard = createRequire(__filename)(join(__dirname, "loopbackOnly.cjs")) as LoopbackOnly;

/** Code of the error that a refused connection throws. */
export const NOT_LOOPBACK = guard.CODE;
export const { isLoopback, loopbackOnlyEnv } = guard;

import { RunError } from "@pulumi/pulumi";
import type { ErrorCode } from "../errors";

/** Arguments that nothing can be made of, with everything that is wrong. Pulumi prints it without a stack trace. */
export class ComponentArgumentsError extends RunError {
  /** Always this one. */
  readonly code: ErrorCode = "CONFIG_INVALID";

  constructor(
    component: string,
    name: string,
    /** Each with the path of its argument. */
    readonly problems: readonly string[],
  ) {
    super(`${component} ${name}: its arguments are wrong (CONFIG_INVALID):\n  ${problems.join("\n  ")}`);
  }
}

/** @throws ComponentArgumentsError CONFIG_INVALID when there is a problem */
export function refuseProblems(component: string, name: string, problems: Iterable<string>): void {
  const found = [...problems];
  if (found.length > 0) throw new ComponentArgumentsError(component, name, found);
}

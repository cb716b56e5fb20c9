import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { PreflightInputs } from "../handlers/preflight";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type { PreflightInputs };

/** The phase asked for, and what of the configuration is looked at before it. */
export type PreflightArgs = ArgsOf<Omit<PreflightInputs, "findings" | "monthly">>;

/** What stands in the way, and which phase was begun last. Everything else depends on it. */
export class Preflight extends MigrationResource {
  constructor(name: string, args: PreflightArgs, options: CustomResourceOptions) {
    super("Preflight", name, { ...args }, options);
  }
}

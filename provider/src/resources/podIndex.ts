import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { PodIndexInputs, PodIndexOutputs } from "../handlers/podIndex";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** The pod index's name, whether it is guarded against deletion, and where the log is. */
export type PodIndexArgs = ArgsOf<Pick<PodIndexInputs, "name" | "guarded" | "__log">>;

/** The existing pod index, adopted: nothing is created. Deleted only once it is retired. */
export class PodIndex extends MigrationResource {
  /** Where the pod index is reached. */
  declare readonly host: Output<PodIndexOutputs["host"]>;

  constructor(name: string, args: PodIndexArgs, options: CustomResourceOptions) {
    super("PodIndex", name, { host: undefined, ...args }, options);
  }
}

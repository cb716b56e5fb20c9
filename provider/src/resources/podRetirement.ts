import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { PodRetirementInputs, PodRetirementOutputs } from "../handlers/podRetirement";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** What the proof needs: both indexes, the collection, the switch. */
export type PodRetirementArgs = ArgsOf<Omit<PodRetirementInputs, "retiring" | "host" | "parity">>;

/** The guard of the one step that can not be undone: proves that the pod index may go, then lets it go. */
export class PodRetirement extends MigrationResource {
  /** When the pod index was let go, in ISO 8601. */
  declare readonly retiredAt: Output<PodRetirementOutputs["retiredAt"]>;

  constructor(name: string, args: PodRetirementArgs, options: CustomResourceOptions) {
    super("PodRetirement", name, { retiredAt: undefined, ...args }, options);
  }
}

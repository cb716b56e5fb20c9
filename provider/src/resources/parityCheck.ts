import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ParityCheckInputs, ParityCheckOutputs } from "../handlers/parityCheck";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type ParityCheckArgs = ArgsOf<ParityCheckInputs>;

/** The proof that both indexes hold the same records. */
export class ParityCheck extends MigrationResource {
  declare readonly clean: Output<ParityCheckOutputs["clean"]>;
  declare readonly verdict: Output<ParityCheckOutputs["verdict"]>;
  declare readonly proof: Output<ParityCheckOutputs["proof"]>;

  constructor(name: string, args: ParityCheckArgs, options: CustomResourceOptions) {
    super("ParityCheck", name, { clean: undefined, verdict: undefined, proof: undefined, ...args }, options);
  }
}

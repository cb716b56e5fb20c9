import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ParityCheckInputs, ParityCheckOutputs } from "../handlers/parityCheck";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** Both indexes, what is compared of them, and for which phase. */
export type ParityCheckArgs = ArgsOf<ParityCheckInputs>;

/** The proof that both indexes hold the same records. */
export class ParityCheck extends MigrationResource {
  /** Whether no difference was found. */
  declare readonly clean: Output<ParityCheckOutputs["clean"]>;
  /** The result in a line: what was compared, and what differed. */
  declare readonly verdict: Output<ParityCheckOutputs["verdict"]>;
  /** When, of how much, and by which report: what later steps rest on. */
  declare readonly proof: Output<ParityCheckOutputs["proof"]>;

  constructor(name: string, args: ParityCheckArgs, options: CustomResourceOptions) {
    super("ParityCheck", name, { clean: undefined, verdict: undefined, proof: undefined, ...args }, options);
  }
}

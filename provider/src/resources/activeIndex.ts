import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ActiveIndexInputs, ActiveIndexOutputs } from "../handlers/activeIndex";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type ActiveIndexArgs = ArgsOf<Omit<ActiveIndexInputs, "serverlessProtection">>;

/** The index that serves traffic. Changing `active` is the cutover, and the rollback. */
export class ActiveIndex extends MigrationResource {
  declare readonly active: Output<ActiveIndexInputs["active"]>;
  declare readonly name: Output<ActiveIndexOutputs["name"]>;
  declare readonly host: Output<ActiveIndexOutputs["host"]>;
  declare readonly switchedAt: Output<ActiveIndexOutputs["switchedAt"]>;
  declare readonly proof: Output<NonNullable<ActiveIndexOutputs["proof"]>>;

  constructor(name: string, args: ActiveIndexArgs, options: CustomResourceOptions) {
    super(
      "ActiveIndex",
      name,
      { name: undefined, host: undefined, switchedAt: undefined, proof: undefined, ...args },
      options,
    );
  }
}

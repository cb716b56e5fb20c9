import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ActiveIndexInputs, ActiveIndexOutputs } from "../handlers/activeIndex";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** Who shall serve, and what the switch needs for it. */
export type ActiveIndexArgs = ArgsOf<Omit<ActiveIndexInputs, "serverlessProtection">>;

/** The index that serves traffic. Changing `active` is the cutover, and the rollback. */
export class ActiveIndex extends MigrationResource {
  /** `pod` or `serverless`. */
  declare readonly active: Output<ActiveIndexInputs["active"]>;
  /** Name of the index that serves. */
  declare readonly name: Output<ActiveIndexOutputs["name"]>;
  /** Where it is reached: clients outside of capture are pointed there. */
  declare readonly host: Output<ActiveIndexOutputs["host"]>;
  /** When traffic was last switched, in ISO 8601; "" before the first switch. */
  declare readonly switchedAt: Output<ActiveIndexOutputs["switchedAt"]>;
  /** With a write log: the parity that the switch was made on, its digests as of the fence. */
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

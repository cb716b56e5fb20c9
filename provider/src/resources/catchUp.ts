import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { CatchUpInputs, CatchUpOutputs } from "../handlers/catchUp";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type CatchUpArgs = ArgsOf<CatchUpInputs>;

/** The writes made since the collection was asked for, brought to the serverless index. */
export class CatchUp extends MigrationResource {
  declare readonly records: Output<CatchUpOutputs["records"]>;
  declare readonly caughtUpAt: Output<CatchUpOutputs["caughtUpAt"]>;

  constructor(name: string, args: CatchUpArgs, options: CustomResourceOptions) {
    super("CatchUp", name, { records: undefined, caughtUpAt: undefined, ...args }, options);
  }
}

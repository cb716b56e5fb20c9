import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { CatchUpInputs, CatchUpOutputs } from "../handlers/catchUp";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** The log, both indexes, and for which phase it is caught up. */
export type CatchUpArgs = ArgsOf<CatchUpInputs>;

/** The writes made since the collection was asked for, brought to the serverless index. */
export class CatchUp extends MigrationResource {
  /** Records brought over in the last run. */
  declare readonly records: Output<CatchUpOutputs["records"]>;
  /** When it ended, in ISO 8601. */
  declare readonly caughtUpAt: Output<CatchUpOutputs["caughtUpAt"]>;

  constructor(name: string, args: CatchUpArgs, options: CustomResourceOptions) {
    super("CatchUp", name, { records: undefined, caughtUpAt: undefined, ...args }, options);
  }
}

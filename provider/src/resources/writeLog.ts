import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { WriteLogInputs, WriteLogOutputs } from "../handlers/writeLog";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type WriteLogArgs = ArgsOf<WriteLogInputs>;

/** The log of the application's writes, from `capture` on. */
export class WriteLog extends MigrationResource {
  declare readonly log: Output<WriteLogOutputs["log"]>;

  constructor(name: string, args: WriteLogArgs, options: CustomResourceOptions) {
    super("WriteLog", name, { log: undefined, ...args }, options);
  }
}

import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { WriteLogInputs, WriteLogOutputs } from "../handlers/writeLog";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** Where the log is, which indexes it is about, and how writes are recorded. */
export type WriteLogArgs = ArgsOf<WriteLogInputs>;

/** The log of the application's writes, from `capture` on. */
export class WriteLog extends MigrationResource {
  /** The log as other resources name it. */
  declare readonly log: Output<WriteLogOutputs["log"]>;

  constructor(name: string, args: WriteLogArgs, options: CustomResourceOptions) {
    super("WriteLog", name, { log: undefined, ...args }, options);
  }
}

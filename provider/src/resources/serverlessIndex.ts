import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ServerlessIndexInputs, ServerlessIndexOutputs } from "../handlers/serverlessIndex";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type ServerlessIndexArgs = ArgsOf<
  Omit<ServerlessIndexInputs, "dimension" | "metric" | "filterable" | "carriedTags">
>;

/** The serverless index made from the collection, in the shape of the pod index. */
export class ServerlessIndex extends MigrationResource {
  declare readonly host: Output<ServerlessIndexOutputs["host"]>;

  constructor(name: string, args: ServerlessIndexArgs, options: CustomResourceOptions) {
    super("ServerlessIndex", name, { host: undefined, ...args }, options);
  }
}

import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { ServerlessIndexInputs, ServerlessIndexOutputs } from "../handlers/serverlessIndex";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** Name, cloud and region of the index, the collection that it is made from, and what may be set on it. */
export type ServerlessIndexArgs = ArgsOf<
  Omit<ServerlessIndexInputs, "dimension" | "metric" | "filterable" | "carriedTags">
>;

/** The serverless index made from the collection, in the shape of the pod index. */
export class ServerlessIndex extends MigrationResource {
  /** Where the serverless index is reached. */
  declare readonly host: Output<ServerlessIndexOutputs["host"]>;

  constructor(name: string, args: ServerlessIndexArgs, options: CustomResourceOptions) {
    super("ServerlessIndex", name, { host: undefined, ...args }, options);
  }
}

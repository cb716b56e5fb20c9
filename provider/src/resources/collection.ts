import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { CollectionInputs, CollectionOutputs } from "../handlers/collection";
import { type ArgsOf, MigrationResource } from "./migrationResource";

export type CollectionArgs = ArgsOf<CollectionInputs>;

/** The pod index saved as a collection. */
export class Collection extends MigrationResource {
  declare readonly askedAt: Output<CollectionOutputs["askedAt"]>;
  declare readonly vectorCount: Output<CollectionOutputs["vectorCount"]>;

  constructor(name: string, args: CollectionArgs, options: CustomResourceOptions) {
    super("Collection", name, { askedAt: undefined, vectorCount: undefined, ...args }, options);
  }
}

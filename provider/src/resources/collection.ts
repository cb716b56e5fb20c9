import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { CollectionInputs, CollectionOutputs } from "../handlers/collection";
import { type ArgsOf, MigrationResource } from "./migrationResource";

/** The collection's name, and the pod index that it is of. */
export type CollectionArgs = ArgsOf<CollectionInputs>;

/** The pod index saved as a collection. */
export class Collection extends MigrationResource {
  /** When it was asked for, in ISO 8601: writes from then on are caught up. */
  declare readonly askedAt: Output<CollectionOutputs["askedAt"]>;
  /** Records in it, as the service counts them. */
  declare readonly vectorCount: Output<CollectionOutputs["vectorCount"]>;

  constructor(name: string, args: CollectionArgs, options: CustomResourceOptions) {
    super("Collection", name, { askedAt: undefined, vectorCount: undefined, ...args }, options);
  }
}

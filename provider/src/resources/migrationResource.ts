import { CustomResource, type CustomResourceOptions, createUrn, type Input, type Inputs } from "@pulumi/pulumi";
import { type Kind, token } from "../tokens";
import { shim } from "./shim";

/** Plain inputs, each of which may be another resource's output. */
export type ArgsOf<I> = { readonly [K in keyof I]: Input<I[K]> };

/** The base of every resource of podshift: its token, its provider and the URN by which it writes on its own row. */
export abstract class MigrationResource extends CustomResource {
  protected constructor(kind: Kind, name: string, args: Inputs, options: CustomResourceOptions) {
    super(token(kind), name, { ...args, __provider: shim(kind), __urn: urnOf(kind, name, options) }, options);
  }
}

/** A plain promise on purpose: as an output, a child's own URN waits for the child for ever. */
function urnOf(kind: Kind, name: string, { parent }: CustomResourceOptions): Promise<string> {
  return new Promise((resolve) => createUrn(name, token(kind), parent).apply(resolve));
}

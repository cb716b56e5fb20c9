import { type CustomResourceOptions, createUrn, dynamic, type Input, type Inputs } from "@pulumi/pulumi";
import { type Kind, TOKEN_MODULE, token } from "../tokens";
import { providerOf } from "./shim";

/** Plain inputs, each of which may be another resource's output. */
export type ArgsOf<I> = { readonly [K in keyof I]: Input<I[K]> };

/** The base of every resource of podshift: its token, its provider and the URN by which it writes on its own row. */
export abstract class MigrationResource extends dynamic.Resource {
  protected constructor(kind: Kind, name: string, args: Inputs, options: CustomResourceOptions) {
    super(providerOf(kind), name, { ...args, __urn: urnOf(kind, name, options) }, options, TOKEN_MODULE, kind);
  }
}

/** A plain promise on purpose: as an output, a child's own URN waits for the child for ever. */
function urnOf(kind: Kind, name: string, { parent }: CustomResourceOptions): Promise<string> {
  return new Promise((resolve) => createUrn(name, token(kind), parent).apply(resolve));
}

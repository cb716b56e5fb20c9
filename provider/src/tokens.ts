/**
 * The type tokens that a stack's state holds, for policies and tools that read it.
 *
 * @module podshift/tokens
 */

/**
 * The kinds of resources that podshift brings, and their type tokens. Both are public names: states of years to come
 * hold them, so none is ever renamed (an alias on the token would be the only way out).
 */
export const KINDS = [
  "Preflight",
  "PodIndex",
  "WriteLog",
  "Collection",
  "ServerlessIndex",
  "CatchUp",
  "ParityCheck",
  "ActiveIndex",
  "PodRetirement",
] as const;

/** One of the kinds. */
export type Kind = (typeof KINDS)[number];

/** The module under which the kinds stand in type tokens. */
export const TOKEN_MODULE = "pinecone";

/** The type token of a kind as it stands in the stack's state: "pulumi-nodejs:dynamic/pinecone:PodIndex". */
export function token(kind: Kind): string {
  return `pulumi-nodejs:dynamic/${TOKEN_MODULE}:${kind}`;
}

/** The type token of the component that holds one migration. */
export const COMPONENT_TOKEN = "podshift:index:Migration";

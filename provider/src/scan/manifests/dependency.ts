import type { Edit, Span } from "../finding";
import type { Sdk } from "./sdk";
import type { Dialect } from "./versions/dialect";

/** One requirement of a Pinecone SDK in a manifest, or one version of it in a lockfile. */
export interface Dependency {
  readonly sdk: Sdk;
  readonly dialect: Dialect;
  /** As written. */
  readonly name: string;
  /** As written; left out where the line says nothing of versions, or names an address. */
  readonly range?: string;
  readonly span: Span;
  /** In a lockfile: how it is made anew after the manifest was changed. */
  readonly remake?: string;
  /** What has to be run after the manifest was changed; left out where it depends on the tool. */
  readonly afterwards?: string;
  /** Writes another name and range into the manifest. */
  readonly rewrite?: (name: string, range: string) => readonly Edit[];
  /** Why there is no `rewrite`: what a person has to do instead. */
  readonly byHand?: string;
}

import type { Edit, Span } from "../../../finding";

/** What a resource option is set to; `unknown` where the file doesn't tell. */
export type Setting = "on" | "off" | "left out" | "unknown";

/** A pod index that a Pulumi program declares by the vendor's provider. */
export interface DeclaredIndex {
  readonly span: Span;
  readonly protect: Setting;
  /** `retainOnDelete`. */
  readonly retain: Setting;
  /** Sets both, where that is certain. */
  readonly edits?: readonly Edit[];
}

/**
 * The vendor's resource for an index: in 2.x, in 0.4, and before; and the names of its packages. An SDK that
 * `pulumi package add terraform-provider pinecone-io/pinecone` makes has the names of 2.x in a package of its own.
 */
export const CLASSES: ReadonlySet<string> = new Set(["Index", "PineconeIndex", "PineconeIndexResource"]);

/** Both options from what is written for them: a literal, something else, or nothing. */
export function settingOf(text: string | undefined): Setting {
  if (text === undefined) return "left out";
  const word = text.toLowerCase();
  if (word === "true") return "on";
  return word === "false" ? "off" : "unknown";
}

export type NoteKind =
  /** The file system refused it. */
  | "unreadable"
  /** Neither code of a language that is read nor a manifest that is: given by name, or code that names Pinecone. */
  | "unsupported"
  /** Holds NUL bytes. */
  | "binary"
  | "too-large"
  | "minified"
  /** Code with a syntax error: read all the same, but for that place. */
  | "syntax"
  /** A manifest or notebook that can't be read as what it is. */
  | "broken"
  /** A `podshift-ignore` that names no rule. */
  | "ignore"
  /** A correction that could not be written. */
  | "not-written"
  /** A rule of podshift's broke: what it would have found isn't known. The scan counts as failed. */
  | "rule-failed";

/** A file that was passed over, wholly or in part, and why. */
export interface ScanNote {
  readonly path: string;
  readonly kind: NoteKind;
  /** Goes on from the path: "is binary". */
  readonly reason: string;
  /** The rule that broke. */
  readonly rule?: string;
}

/** Characters of an error's message that a note takes over. */
const LONGEST_MESSAGE = 200;

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, " ").trim().slice(0, LONGEST_MESSAGE);
}

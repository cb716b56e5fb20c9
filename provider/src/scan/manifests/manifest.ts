import type { Found, RuleFacts } from "../finding";

/** What a reader found in a manifest or a lockfile. */
export interface ManifestFound {
  readonly rule: RuleFacts;
  readonly found: Found;
}

/** Reads one kind of manifest or lockfile. */
export interface ManifestReader {
  /** `requirements.txt`, for notes and docs. */
  readonly name: string;
  /** By the path relative to the scanned folder, with forward slashes. */
  matches(path: string): boolean;
  /** May throw on a file that it can't read: the scan then notes it and goes on. */
  read(path: string, text: string): Iterable<ManifestFound>;
}

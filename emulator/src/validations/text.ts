import { invalidData } from "../errors.js";

/** Ids and namespaces are ASCII without NUL. */
export function checkSpelling(what: string, text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters other than NUL are allowed.
  if (!/^[\x01-\x7f]*$/.test(text)) throw invalidData(`${what} must be ASCII, but got '${text}'`);
}

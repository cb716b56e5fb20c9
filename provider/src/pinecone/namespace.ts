import { printable } from "../util/format";

/** The default namespace has two names in the API, "" and "__default__"; ours is "". */
export function canonicalNamespace(namespace: string | undefined): string {
  return namespace === undefined || namespace === "__default__" ? "" : namespace;
}

/** A namespace as people see it. */
export function displayNamespace(namespace: string): string {
  return namespace === "" ? "(default)" : printable(namespace);
}

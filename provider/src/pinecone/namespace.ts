import { printable } from "../util/format";

/** A namespace as people see it. */
export function displayNamespace(namespace: string): string {
  return namespace === "" ? "(default)" : printable(namespace);
}

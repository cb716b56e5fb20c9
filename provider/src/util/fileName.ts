import { PodshiftError } from "../errors";

/**
 * A name that somebody else chose (of an index, a writer, a job), as the name of a file: one step of a path, and no other.
 *
 * @throws CONFIG_INVALID for a name that would lead elsewhere
 */
export function fileNameOf(name: string): string {
  if (name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name)) return name;
  throw new PodshiftError("CONFIG_INVALID", `${JSON.stringify(name)} can't be the name of a file`, {
    next: "names of indexes are lower-case letters, digits and dashes; find out where this one comes from",
  });
}

import type { Dependency } from "../dependency";
import { judge } from "../judge";
import type { ManifestReader } from "../manifest";
import { mentionsPinecone } from "./names";
import { withoutMark } from "./place";

/** A reader that finds a file's requirements of Pinecone SDKs. `dependencies` is only called on texts that name Pinecone. */
export function manifestReader(
  name: string,
  matches: (path: string) => boolean,
  dependencies: (text: string, path: string) => Iterable<Dependency>,
): ManifestReader {
  return {
    name,
    matches,
    read: (path, text) =>
      mentionsPinecone(text) ? [...dependencies(withoutMark(text), path)].flatMap((each) => judge(each)) : [],
  };
}

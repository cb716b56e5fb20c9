import type { Dependency } from "../dependency";
import type { Sdk } from "../sdk";
import { addressed } from "../text/pep508";
import { isPlain, replaceAt, spanAt } from "../text/place";
import type { TomlEntry } from "../text/toml";
import { POETRY } from "../versions/poetry";

/**
 * `pinecone-client = "^2.2"`, or `{ version = "^2.2", extras = ["grpc"] }`, or one of a list of such. `at`: where in the
 * entry's path the package's name stands.
 */
export function poetryDependency(text: string, entry: TomlEntry, at: number, sdk: Sdk): Dependency | undefined {
  const key = entry.keys[at];
  const inner = entry.path.slice(at + 1).filter((part) => typeof part === "string");
  const [field] = inner;
  if (key === undefined || inner.length > 1) return undefined;
  const base = { sdk, dialect: POETRY, name: key.value, span: spanAt(text, entry.start, entry.end) };
  if (field === "url" || field === "tag")
    return { ...base, ...addressed(field === "tag" ? `.git@${entry.value}` : entry.value) };
  if (field !== undefined && field !== "version") return undefined;
  const plain = isPlain(text, entry) && isPlain(text, key);
  // One table for several entries: the name is changed once, by the first of them.
  const rename = entry.path.slice(at + 1).every((part) => typeof part !== "number");
  return {
    ...base,
    range: entry.value,
    ...(plain &&
      rename && {
        rewrite: (name, range) => [...(name === key.value ? [] : [replaceAt(key, name)]), replaceAt(entry, range)],
      }),
  };
}

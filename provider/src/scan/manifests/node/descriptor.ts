/**
 * The package's name in what managers put before and behind it: `@scope/name@^1`, a pattern of Yarn's with the names of
 * packages above it and slashes between, `above>@scope/name@1` of pnpm's.
 */
export function packageOf(descriptor: string): string {
  const own = descriptor.slice(descriptor.lastIndexOf(">") + 1);
  const version = own.indexOf("@", own.lastIndexOf("/", lastPlain(own)) + 1);
  const path = version > 0 && own[version - 1] !== "/" ? own.slice(0, version) : own;
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  const scope = parts.at(-2);
  return scope?.startsWith("@") ? `${scope}/${name}` : name;
}

/** A version may hold slashes (an address): they stand behind the second `@`. */
function lastPlain(text: string): number {
  const version = text.indexOf("@", text.startsWith("@") ? 1 : 0);
  return version === -1 || text[version - 1] === "/" ? text.length : version;
}

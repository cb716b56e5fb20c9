import type { Dependency } from "../dependency";
import { npmSdk } from "../sdk";
import { type Line, linesOf } from "../text/lines";
import { named } from "../text/names";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { NPM } from "../versions/npm";
import { packageOf } from "./descriptor";

/**
 * Yarn's lockfiles by their lines: the classic one looks like YAML and is none, Berry's is. Both have an entry's
 * descriptors on a line of its own, and its version below: `version "1.1.2"` or `version: 1.1.2`.
 */
export const YARN_LOCK = manifestReader("yarn.lock", named("yarn.lock"), function* (text) {
  let name: string | undefined;
  for (const line of linesOf(text)) {
    if (/^[^\s#]/.test(line.text)) name = line.text.includes("pinecone") ? nameIn(line.text) : undefined;
    const found = name === undefined ? undefined : versionIn(text, line, name);
    if (found !== undefined) yield found;
  }
});

/** The package of `"pine@npm:@pinecone-database/pinecone@^1", "pine@npm:...":`, which is the first's. */
function nameIn(line: string): string {
  const first = line.replace(/:\s*$/, "").split(",")[0]?.trim().replace(/^"|"$/g, "") ?? "";
  const alias = first.indexOf("@npm:");
  const behind = first.slice(alias + "@npm:".length);
  // Berry writes every range as `npm:^1`; behind an alias stands another package's name.
  return packageOf(alias !== -1 && behind.includes("@", 1) ? behind : first);
}

function versionIn(text: string, line: Line, name: string): Dependency | undefined {
  const [, before, version] = /^( {2}version:? "?)([^"\s]+)"?\s*$/.exec(line.text) ?? [];
  const sdk = npmSdk(name);
  if (sdk === undefined || before === undefined || version === undefined) return undefined;
  const start = line.start + before.length;
  const span = spanAt(text, start, start + version.length);
  return { sdk, dialect: NPM, name, range: version, span, remake: "`yarn install`" };
}

import type { Dependency } from "../dependency";
import { npmSdk } from "../sdk";
import { type Line, linesOf } from "../text/lines";
import { named } from "../text/names";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { NPM } from "../versions/npm";
import { packageOf } from "./descriptor";

/**
 * pnpm's lockfile, by its lines: the tool writes one package a line under `packages:`, and a YAML parser takes seconds
 * for a file of some megabytes. Keys: `/@s/n/1.0.0:` (5), `/@s/n@1.0.0(peer@1):` (6), `'@s/n@1.0.0':` (9).
 */
export const PNPM_LOCK = manifestReader("pnpm-lock.yaml", named("pnpm-lock.yaml"), function* (text) {
  let section = "";
  for (const line of linesOf(text)) {
    if (/^\S/.test(line.text)) section = line.text;
    if (!section.startsWith("packages:") || !line.text.includes("pinecone")) continue;
    const found = dependencyIn(text, line);
    if (found !== undefined) yield found;
  }
});

function dependencyIn(text: string, line: Line): Dependency | undefined {
  const [, key] = /^ {2}['"]?([^\s'"].*?)['"]?:\s*$/.exec(line.text) ?? [];
  if (key === undefined) return undefined;
  const plain = key.startsWith("/") ? key.slice(1) : key;
  const [, older, version5] = /^((?:@[^/]+\/)?[^/@]+)\/(\d[^_(]*)/.exec(plain) ?? [];
  const name = older ?? packageOf(plain.split("(", 1)[0] ?? "");
  const version = version5 ?? /@(\d[^(]*)/.exec(plain.slice(name.length))?.[1];
  const sdk = npmSdk(name);
  if (sdk === undefined || version === undefined) return undefined;
  const start = line.start + line.text.indexOf(key);
  return {
    sdk,
    dialect: NPM,
    name,
    range: version,
    span: spanAt(text, start, start + key.length),
    remake: "`pnpm install`",
  };
}

import type { Dependency } from "../dependency";
import type { ManifestReader } from "../manifest";
import { pipSdk } from "../sdk";
import { fileName, named } from "../text/names";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { packagesNamingPinecone } from "../text/tables";
import { tomlEntries } from "../text/toml";
import { PEP440 } from "../versions/pep440";

/** All of these have `[[package]]` tables (pylock.toml: `[[packages]]`) with a name and a version. */
function tomlLock(name: string, matches: (path: string) => boolean, remake: string): ManifestReader {
  return manifestReader(name, matches, function* (text) {
    for (const part of packagesNamingPinecone(text)) {
      const found = packageIn(text, part.text, part.start, remake);
      if (found !== undefined) yield found;
    }
  });
}

function packageIn(text: string, part: string, start: number, remake: string): Dependency | undefined {
  const own = tomlEntries(part).filter(({ path }) => path.length === 3);
  const name = own.find(({ path }) => path[2] === "name");
  const version = own.find(({ path }) => path[2] === "version");
  const sdk = name && pipSdk(name.value);
  // A plugin in a lockfile comes with the SDK that needs it, and goes with it.
  if (name === undefined || version === undefined || sdk?.old === undefined) return undefined;
  const span = spanAt(text, start + version.start, start + version.end);
  return { sdk, dialect: PEP440, name: name.value, range: `==${version.value}`, span, remake };
}

export const POETRY_LOCK = tomlLock("poetry.lock", named("poetry.lock"), "`poetry lock`");
export const PDM_LOCK = tomlLock("pdm.lock", named("pdm.lock"), "`pdm lock`");
export const UV_LOCK = tomlLock("uv.lock", named("uv.lock"), "`uv lock`");
export const PYLOCK_TOML = tomlLock(
  "pylock.toml",
  (path) => /^pylock(\.[^.]+)?\.toml$/.test(fileName(path)),
  "make the lockfile anew with the tool that wrote it",
);

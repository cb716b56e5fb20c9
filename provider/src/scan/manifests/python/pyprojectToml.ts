import type { Dependency } from "../dependency";
import { pipSdk } from "../sdk";
import { named } from "../text/names";
import { pipDependency } from "../text/pep508";
import { isPlain, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { type TomlEntry, tomlEntries } from "../text/toml";
import { poetryDependency } from "./poetryDependency";

/** Where lists of requirements stand; `*`: any name, `#`: any place of a list. */
const LISTS: readonly (readonly string[])[] = [
  ["project", "dependencies", "#"],
  ["project", "optional-dependencies", "*", "#"],
  ["dependency-groups", "*", "#"],
  ["build-system", "requires", "#"],
  ["tool", "pdm", "dev-dependencies", "*", "#"],
  ["tool", "uv", "dev-dependencies", "#"],
  ["tool", "uv", "constraint-dependencies", "#"],
  ["tool", "uv", "override-dependencies", "#"],
  ["tool", "hatch", "envs", "*", "dependencies", "#"],
  ["tool", "hatch", "envs", "*", "extra-dependencies", "#"],
];

/** Where Poetry's tables of requirements stand, and PDM's overrides, which are written like them. */
const TABLES: readonly (readonly string[])[] = [
  ["tool", "poetry", "dependencies"],
  ["tool", "poetry", "dev-dependencies"],
  ["tool", "poetry", "group", "*", "dependencies"],
  ["tool", "pdm", "resolution", "overrides"],
];

export const PYPROJECT_TOML = manifestReader("pyproject.toml", named("pyproject.toml"), function* (text) {
  for (const entry of tomlEntries(text)) {
    const found = LISTS.some((list) => fits(entry.path, list)) ? listed(text, entry) : tabled(text, entry);
    if (found !== undefined) yield found;
  }
});

function fits(path: TomlEntry["path"], pattern: readonly string[]): boolean {
  return path.length === pattern.length && startsLike(path, pattern);
}

function startsLike(path: TomlEntry["path"], pattern: readonly string[]): boolean {
  return pattern.every((part, at) => {
    if (part === "#") return typeof path[at] === "number";
    return part === "*" ? typeof path[at] === "string" : path[at] === part;
  });
}

function listed(text: string, entry: TomlEntry): Dependency | undefined {
  return isPlain(text, entry) ? pipDependency(text, entry.start, entry.end) : escaped(text, entry);
}

/** A requirement written with escapes is read, and not rewritten. */
function escaped(text: string, entry: TomlEntry): Dependency | undefined {
  const found = pipDependency(entry.value, 0, entry.value.length);
  if (found === undefined) return undefined;
  const { rewrite: _, ...rest } = found;
  return { ...rest, span: spanAt(text, entry.start, entry.end) };
}

function tabled(text: string, entry: TomlEntry): Dependency | undefined {
  const table = TABLES.find((pattern) => startsLike(entry.path, pattern));
  const name = table && entry.path[table.length];
  const sdk = typeof name === "string" ? pipSdk(name) : undefined;
  return table && sdk && poetryDependency(text, entry, table.length, sdk);
}

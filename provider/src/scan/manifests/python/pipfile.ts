import { pipSdk } from "../sdk";
import { named } from "../text/names";
import { manifestReader } from "../text/reader";
import { tomlEntries } from "../text/toml";
import { poetryDependency } from "./poetryDependency";

/** Tables of a Pipfile that hold no requirements; every other one is a category of them. */
const OTHERS: readonly unknown[] = ["source", "requires", "scripts", "pipenv"];

/** Pipenv's tables look like Poetry's; its versions are PEP 440's, or `*`. */
export const PIPFILE = manifestReader("Pipfile", named("Pipfile"), function* (text) {
  for (const entry of tomlEntries(text)) {
    const [table, name] = entry.path;
    const sdk = typeof name === "string" && !OTHERS.includes(table) ? pipSdk(name) : undefined;
    const found = sdk && poetryDependency(text, entry, 1, sdk);
    if (found !== undefined) yield found;
  }
});

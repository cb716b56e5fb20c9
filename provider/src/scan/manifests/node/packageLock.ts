import type { Dependency } from "../dependency";
import { npmSdk } from "../sdk";
import { jsonTree, type Node, propertiesOf, propertyOf, textOf } from "../text/json";
import { named } from "../text/names";
import { type Literal, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { NPM } from "../versions/npm";
import { packageOf } from "./descriptor";

const NAMES = named("package-lock.json", "npm-shrinkwrap.json");

/** npm's lockfile of version 2 and 3 (`packages`), and of version 1 (`dependencies` in each other). */
export const PACKAGE_LOCK = manifestReader("package-lock.json", NAMES, function* (text) {
  const root = jsonTree(text);
  const packages = propertyOf(root, "packages");
  yield* packages === undefined ? nested(text, root) : flat(text, packages);
});

function* flat(text: string, packages: Node): Generator<Dependency> {
  const folder = "node_modules/";
  for (const { key, value } of propertiesOf(packages)) {
    const at = key.value.lastIndexOf(folder);
    if (at === -1) continue;
    // An alias is installed under its own name, and says what it is.
    const name = textOf(propertyOf(value, "name"))?.value ?? key.value.slice(at + folder.length);
    yield* locked(text, name, textOf(propertyOf(value, "version")));
  }
}

function* nested(text: string, root: Node): Generator<Dependency> {
  for (const { key, value } of propertiesOf(propertyOf(root, "dependencies"))) {
    const version = textOf(propertyOf(value, "version"));
    const alias = version?.value.startsWith("npm:") ? version.value.slice("npm:".length) : undefined;
    if (version !== undefined && alias !== undefined) {
      const name = packageOf(alias);
      yield* locked(text, name, { ...version, value: alias.slice(name.length + 1) });
    } else {
      yield* locked(text, key.value, version);
    }
    yield* nested(text, value);
  }
}

function* locked(text: string, name: string, version: Literal | undefined): Generator<Dependency> {
  const sdk = npmSdk(name);
  if (sdk === undefined || version === undefined) return;
  const span = spanAt(text, version.start, version.end);
  yield { sdk, dialect: NPM, name, range: version.value, span, remake: "`npm install`" };
}

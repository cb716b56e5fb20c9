import type { Dependency } from "../dependency";
import { npmSdk } from "../sdk";
import { jsonTree, type Property, propertiesOf, propertyOf, textOf } from "../text/json";
import { named } from "../text/names";
import { isPlain, type Literal, replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { NPM } from "../versions/npm";
import { packageOf } from "./descriptor";

const SECTIONS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** A range for others: who uses this package decides how far up it may go. */
const PEER = "raise the range by hand: it says what users of this package may have";

/** All kinds of dependencies, and what replaces them deeper in the tree: npm's overrides, Yarn's resolutions, pnpm's. */
export const PACKAGE_JSON = manifestReader("package.json", named("package.json"), function* (text) {
  const root = jsonTree(text);
  for (const section of SECTIONS) {
    for (const property of propertiesOf(propertyOf(root, section))) {
      const found = dependencyIn(text, property, property.key.value);
      if (found !== undefined) yield section === "peerDependencies" ? byHand(found) : found;
    }
  }
  const pnpm = propertyOf(root, "pnpm");
  const workspaces = propertyOf(root, "workspaces");
  const replacements = [
    ...[propertyOf(root, "overrides"), propertyOf(root, "resolutions"), propertyOf(pnpm, "overrides")],
    ...[propertyOf(workspaces, "catalog"), propertyOf(workspaces, "catalogs")],
  ];
  for (const { property, name } of replacements.flatMap((each) => replacing(propertiesOf(each)))) {
    const found = dependencyIn(text, property, name);
    if (found !== undefined) yield found;
  }
});

function byHand({ rewrite: _, ...dependency }: Dependency): Dependency {
  return { ...dependency, byHand: PEER };
}

/** Overrides stand in overrides: `{ "a": { ".": "1", "b@2": "3" } }`. */
function replacing(
  properties: readonly Property[],
  parent = "",
): { readonly property: Property; readonly name: string }[] {
  return properties.flatMap((property) => {
    const key = property.key.value === "." ? parent : property.key.value;
    if (property.value.type === "object") return replacing(propertiesOf(property.value), key);
    return [{ property, name: packageOf(key) }];
  });
}

/** A requirement, perhaps under another name: `"pine": "npm:@pinecone-database/pinecone@^1.1.0"`. */
function dependencyIn(text: string, { value }: Property, key: string): Dependency | undefined {
  const written = textOf(value);
  if (written === undefined) return undefined;
  const alias = written.value.startsWith("npm:") ? written.value.slice("npm:".length) : undefined;
  const name = alias === undefined ? key : packageOf(alias);
  const sdk = npmSdk(name);
  if (sdk === undefined) return undefined;
  const range = alias === undefined ? written : rangeOf(written, name);
  return {
    ...{ sdk, dialect: NPM, name, range: range.value, span: spanAt(text, range.start, range.end) },
    ...(isPlain(text, written) && range.value !== "" && { rewrite: (_, raised) => [replaceAt(range, raised)] }),
  };
}

/** What stands behind `npm:name@`. */
function rangeOf({ start, end, value }: Literal, name: string): Literal {
  const before = Math.min(`npm:${name}@`.length, value.length);
  return { start: start + before, end, value: value.slice(before) };
}

import { isMap, isScalar, type Pair, visit, type YAMLMap } from "yaml";
import type { Dependency } from "../dependency";
import { npmSdk } from "../sdk";
import { named } from "../text/names";
import { replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { yamlMap } from "../text/yaml";
import { NPM } from "../versions/npm";
import { packageOf } from "./descriptor";

/** Tables of pnpm's workspace that hold ranges; `catalogs` holds several of them by name. */
const TABLES = ["catalog", "catalogs", "overrides"];

/** pnpm's catalogs, which packages name as `catalog:`, and its overrides. */
export const PNPM_WORKSPACE = manifestReader("pnpm-workspace.yaml", named("pnpm-workspace.yaml"), function* (text) {
  const root = yamlMap(text);
  for (const table of TABLES) {
    const value = root?.get(table);
    for (const pair of isMap(value) ? pairsBelow(value) : []) {
      const found = dependencyIn(text, pair);
      if (found !== undefined) yield found;
    }
  }
});

function pairsBelow(map: YAMLMap): Pair[] {
  const pairs: Pair[] = [];
  visit(map, { Pair: (_, pair) => void pairs.push(pair) });
  return pairs;
}

function dependencyIn(text: string, { key, value }: Pair): Dependency | undefined {
  if (!isScalar(key) || !isScalar(value) || typeof value.value !== "string" || !value.range) return undefined;
  const name = packageOf(String(key.value));
  const sdk = npmSdk(name);
  const range = value.value;
  const start = text.indexOf(range, value.range[0]);
  if (sdk === undefined || start === -1 || start + range.length > value.range[1]) return undefined;
  const place = { start, end: start + range.length };
  const span = spanAt(text, place.start, place.end);
  return { sdk, dialect: NPM, name, range, span, rewrite: (_, raised) => [replaceAt(place, raised)] };
}

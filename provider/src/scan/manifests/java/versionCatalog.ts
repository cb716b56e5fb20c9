import type { Dependency } from "../dependency";
import { mavenSdk } from "../sdk";
import { isPlain, type Literal, replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { type TomlEntry, tomlEntries } from "../text/toml";
import { MAVEN } from "../versions/maven";

/** Gradle's version catalog. Bundles only gather names of libraries, and name no versions. */
export const VERSION_CATALOG = manifestReader(
  "libs.versions.toml",
  (path) => path.endsWith(".versions.toml"),
  function* (text) {
    const entries = tomlEntries(text);
    const aliases = new Set(entries.filter(({ path }) => path[0] === "libraries").map(({ path }) => path[1]));
    for (const alias of aliases) {
      const found = library(text, entries, String(alias));
      if (found !== undefined) yield found;
    }
  },
);

function library(text: string, entries: readonly TomlEntry[], alias: string): Dependency | undefined {
  const at = (...path: string[]) => valueAt(entries, "libraries", alias, ...path);
  const [group = "", artifact = "", inline] = coordinates(at(), at("module"), at("group"), at("name"));
  const sdk = mavenSdk(group, artifact);
  if (sdk === undefined) return undefined;
  const reference = at("version", "ref");
  const whole = at();
  const version =
    inline !== undefined && whole !== undefined
      ? { start: whole.end - inline.length, end: whole.end, value: inline }
      : (rich(entries, "libraries", alias, "version") ?? (reference && rich(entries, "versions", reference.value)));
  if (version === undefined) return undefined;
  const users = entries.filter(
    ({ path, value }) => path.slice(-2).join() === "version,ref" && value === reference?.value,
  );
  return {
    ...{ sdk, dialect: MAVEN, name: sdk.target.name, range: version.value },
    span: spanAt(text, version.start, version.end),
    ...(users.length <= 1 && isPlain(text, version)
      ? { rewrite: (_: string, range: string) => [replaceAt(version, range)] }
      : { byHand: `give the SDK a version of its own: \`${reference?.value}\` is used elsewhere too` }),
  };
}

function coordinates(whole?: Literal, module?: Literal, group?: Literal, name?: Literal): (string | undefined)[] {
  const written = whole ?? module;
  return written === undefined ? [group?.value, name?.value] : written.value.split(":");
}

/** A version itself, or the one of `strictly`, `require` and `prefer` that decides. */
function rich(entries: readonly TomlEntry[], ...path: string[]): Literal | undefined {
  const ways = [path, ...["strictly", "require", "prefer"].map((way) => [...path, way])];
  return ways.map((way) => valueAt(entries, ...way)).find((each) => each !== undefined);
}

function valueAt(entries: readonly TomlEntry[], ...path: string[]): Literal | undefined {
  return entries.find((each) => each.path.length === path.length && each.path.every((part, at) => part === path[at]));
}

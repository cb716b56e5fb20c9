import type { Dependency } from "../dependency";
import { nugetSdk } from "../sdk";
import { fileName } from "../text/names";
import { isPlain, type Literal, replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { attributeOf, childOf, contentOf, elementsOf, type XMLElement, xmlRoot } from "../text/xml";
import { NUGET } from "../versions/nuget";

const PROJECTS = [".csproj", ".fsproj", ".vbproj", ".props", ".targets"];
const ELEMENTS = ["PackageReference", "PackageVersion", "GlobalPackageReference"];

/** MSBuild's project files: versions stand at the reference, in Directory.Packages.props, or in a property of the file. */
export const PROJECT_FILE = manifestReader(
  "*.csproj, Directory.Packages.props",
  (path) => PROJECTS.some((end) => path.endsWith(end)),
  function* (text) {
    const root = xmlRoot(text);
    for (const element of ELEMENTS.flatMap((name) => elementsOf(root, name))) {
      const id = attributeOf(element, "Include") ?? attributeOf(element, "Update");
      const version = ["Version", "VersionOverride"]
        .map((name) => attributeOf(element, name) ?? contentOf(childOf(element, name)))
        .find((each) => each !== undefined);
      const found = dependency(text, root, id?.value, version);
      if (found !== undefined) yield found;
    }
  },
);

/** NuGet's older packages.config. */
export const PACKAGES_CONFIG = manifestReader(
  "packages.config",
  (path) => fileName(path).toLowerCase() === "packages.config",
  function* (text) {
    const root = xmlRoot(text);
    for (const element of elementsOf(root, "package")) {
      const found = dependency(text, root, attributeOf(element, "id")?.value, attributeOf(element, "version"));
      if (found !== undefined) yield found;
    }
  },
);

function dependency(
  text: string,
  root: XMLElement,
  id: string | undefined,
  written: Literal | undefined,
): Dependency | undefined {
  const sdk = id === undefined ? undefined : nugetSdk(id);
  if (id === undefined || sdk === undefined || written === undefined) return undefined;
  const [, property] = /^\$\(([^)]+)\)$/.exec(written.value) ?? [];
  const version = property === undefined ? written : propertyOf(root, property);
  if (version === undefined || version.value.includes("$(")) return undefined;
  const own = property === undefined || text.split(written.value).length === 2;
  return {
    ...{ sdk, dialect: NUGET, name: id, range: version.value, span: spanAt(text, version.start, version.end) },
    ...(own && isPlain(text, version)
      ? { rewrite: (_: string, range: string) => [replaceAt(version, range)] }
      : { byHand: `give the package a version of its own: \`${property}\` is used elsewhere too` }),
  };
}

/** A property's only value in this file. */
function propertyOf(root: XMLElement, name: string): Literal | undefined {
  const values = elementsOf(root, "PropertyGroup").flatMap((group) => elementsOf(group, name).map(contentOf));
  return values.length === 1 ? values[0] : undefined;
}

import type { Dependency } from "../dependency";
import { mavenSdk } from "../sdk";
import { fileName } from "../text/names";
import { isPlain, type Literal, replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { childOf, contentOf, elementsOf, type XMLElement, xmlRoot } from "../text/xml";
import { MAVEN } from "../versions/maven";

/**
 * Maven's pom.xml: dependencies, managed ones, and those of profiles and plugins. A version that a property of the same
 * file gives is followed; one from a parent is not, and nothing is said of it.
 */
export const POM_XML = manifestReader(
  "pom.xml",
  (path) => fileName(path) === "pom.xml" || path.endsWith(".pom"),
  function* (text) {
    const root = xmlRoot(text);
    for (const element of elementsOf(root, "dependency")) {
      const found = dependencyIn(text, root, element);
      if (found !== undefined) yield found;
    }
  },
);

function dependencyIn(text: string, root: XMLElement, element: XMLElement): Dependency | undefined {
  const group = resolved(root, contentOf(childOf(element, "groupId")))?.value;
  const artifact = resolved(root, contentOf(childOf(element, "artifactId")))?.value;
  const sdk = group && artifact ? mavenSdk(group, artifact) : undefined;
  const written = contentOf(childOf(element, "version"));
  const version = resolved(root, written);
  if (sdk === undefined || written === undefined || version === undefined) return undefined;
  const own = version === written || text.split(written.value).length === 2;
  return {
    ...{ sdk, dialect: MAVEN, name: sdk.target.name, range: version.value },
    span: spanAt(text, version.start, version.end),
    ...(own && isPlain(text, version)
      ? { rewrite: (_: string, range: string) => [replaceAt(version, range)] }
      : { byHand: `give the SDK a version of its own: the property \`${written.value}\` is used elsewhere too` }),
  };
}

/** A text itself, or the property that it names. */
function resolved(root: XMLElement, written: Literal | undefined): Literal | undefined {
  const [, property] = /^\$\{([^}]+)\}$/.exec(written?.value ?? "") ?? [];
  if (property === undefined) return written?.value.includes("${") ? undefined : written;
  const blocks = elementsOf(root, "properties").map((each) => contentOf(childOf(each, property)));
  const given = blocks.filter((each) => each !== undefined);
  // Profiles may give it several values; which one holds is not known here.
  return given.length === 1 && !given[0]?.value.includes("${") ? given[0] : undefined;
}

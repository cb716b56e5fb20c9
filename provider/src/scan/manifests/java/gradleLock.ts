import { mavenSdk } from "../sdk";
import { linesOf } from "../text/lines";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { MAVEN } from "../versions/maven";

/** Gradle's lockfiles: `io.pinecone:pinecone-client:0.8.0=compileClasspath,runtimeClasspath` a line. */
export const GRADLE_LOCK = manifestReader(
  "gradle.lockfile",
  (path) => path.endsWith(".lockfile"),
  function* (text) {
    for (const line of linesOf(text)) {
      const [group = "", artifact = "", version] = line.text.split("=", 1)[0]?.split(":") ?? [];
      const sdk = mavenSdk(group, artifact);
      if (sdk === undefined || version === undefined) continue;
      const start = line.start + group.length + artifact.length + 2;
      const span = spanAt(text, start, start + version.length);
      const remake = "`gradle dependencies --write-locks`";
      yield { sdk, dialect: MAVEN, name: sdk.target.name, range: version, span, remake };
    }
  },
);

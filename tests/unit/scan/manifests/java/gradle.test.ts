// biome-ignore-all lint/suspicious/noTemplateCurlyInString: build files have variables that look like ours
import assert from "node:assert/strict";
import { BUILD_GRADLE } from "../../../../../provider/src/scan/manifests/java/buildGradle";
import { GRADLE_LOCK } from "../../../../../provider/src/scan/manifests/java/gradleLock";
import { gradleTokens } from "../../../../../provider/src/scan/manifests/java/gradleTokens";
import { VERSION_CATALOG } from "../../../../../provider/src/scan/manifests/java/versionCatalog";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

describe("build.gradle", () => {
  const found = (text: string) => foundBy(BUILD_GRADLE, "build.gradle", text);
  const fixed = (text: string) => fixedBy(BUILD_GRADLE, "build.gradle", text);

  it("reads coordinates in each of their forms, and no comments or other texts", () => {
    const before = lines(
      "// implementation 'io.pinecone:pinecone-client:0.1.0'",
      "/* implementation 'io.pinecone:pinecone-client:0.1.0' */",
      "dependencies {",
      "    implementation 'io.pinecone:pinecone-client:0.8.0'",
      '    implementation("io.pinecone:pinecone-client:0.8.0:all@jar") { transitive = false }',
      "    implementation group: 'io.pinecone', name: 'pinecone-client', version: '0.7.4'",
      "    implementation 'io.pinecone:pinecone-client:0.+'",
      "    implementation 'io.pinecone:pinecone-client:[0.8,2)'",
      "    implementation 'io.pinecone:pinecone-client'",
      "    implementation 'io.pinecone:pinecone-client:5.0.0'",
      "    implementation 'com.example:pinecone-client:0.8.0'",
      "    implementation 'io.pinecone:pinecone-spark:0.8.0'",
      "    println 'uses io.pinecone:pinecone-client:0.8.0'",
      "}",
    );
    assert.deepEqual(found(before), [
      "4:49 java/sdk-too-old 0.8.0",
      "5:49 java/sdk-too-old 0.8.0",
      "6:77 java/sdk-too-old 0.7.4",
      "7:49 java/sdk-too-old 0.+",
      "8:49 java/sdk-may-be-too-old [0.8,2)",
    ]);
    const after = fixed(before).split("\n");
    assert.deepEqual(after.slice(3, 8), [
      "    implementation 'io.pinecone:pinecone-client:5.1.0'",
      '    implementation("io.pinecone:pinecone-client:5.1.0:all@jar") { transitive = false }',
      "    implementation group: 'io.pinecone', name: 'pinecone-client', version: '5.1.0'",
      "    implementation 'io.pinecone:pinecone-client:5.+'",
      "    implementation 'io.pinecone:pinecone-client:[5.1.0,6.0.0)'",
    ]);
  });

  for (const [form, set, use] of [
    ["def", "def pineconeVersion = '0.8.0'", '"io.pinecone:pinecone-client:$pineconeVersion"'],
    ["ext", "ext { pineconeVersion = '0.8.0' }", '"io.pinecone:pinecone-client:${pineconeVersion}"'],
    ["ext.x", "ext.pineconeVersion = '0.8.0'", '"io.pinecone:pinecone-client:${rootProject.ext.pineconeVersion}"'],
    ["set", "ext.set('pineconeVersion', '0.8.0')", '"io.pinecone:pinecone-client:$pineconeVersion"'],
    [
      "named",
      "def pineconeVersion = '0.8.0'",
      "group: 'io.pinecone', name: 'pinecone-client', version: pineconeVersion",
    ],
  ] as const) {
    it(`follows a variable of the script (${form})`, () => {
      const text = lines(set, `dependencies { implementation ${use} }`);
      assert.deepEqual(
        found(text).map((each) => each.replace(/^1:\d+ /, "")),
        ["java/sdk-too-old 0.8.0"],
      );
      assert.equal(fixed(text), text.replace("0.8.0", "5.1.0"));
    });
  }

  it("leaves a variable that is used elsewhere, set twice or set elsewhere", () => {
    const use = 'implementation "io.pinecone:pinecone-client:$v"';
    const shared = lines("def v = '0.8.0'", use, 'implementation "org:other:$v"');
    assert.equal(found(shared).length, 1);
    assert.equal(fixed(shared), shared);
    assert.deepEqual(found(lines("v = '0.8.0'", "v = '2.0.0'", use)), []);
    assert.deepEqual(found(lines(use)), []);
    assert.deepEqual(found(lines('implementation "io.pinecone:pinecone-client:${v}-jre"')), []);
  });

  it("reads Kotlin's scripts, and keeps Windows' line ends", () => {
    const text = lines(
      'val pineconeVersion by extra("2.0.0")',
      'val pinecone = "0.8.0"',
      "dependencies {",
      '    implementation("io.pinecone:pinecone-client:$pinecone")',
      '    testImplementation(group = "io.pinecone", name = "pinecone-client", version = "0.7.4")',
      '    println("""',
      "        implementation 'io.pinecone:pinecone-client:0.1.0'",
      '    """)',
      "}",
    ).replaceAll("\n", "\r\n");
    assert.deepEqual(
      foundBy(BUILD_GRADLE, "app/build.gradle.kts", text),
      ["2:17 java/sdk-too-old 0.8.0", "5:84 java/sdk-too-old 0.7.4"].sort(),
    );
    assert.equal(
      fixedBy(BUILD_GRADLE, "build.gradle.kts", text),
      text.replace("0.8.0", "5.1.0").replace("0.7.4", "5.1.0"),
    );
  });

  it("gets through broken scripts", () => {
    for (const text of [
      "'pinecone",
      '"""pinecone',
      "/* pinecone",
      "'a\\",
      "pinecone'\n'io.pinecone:pinecone-client:5.0.0'",
      "group: pinecone,",
    ]) {
      assert.deepEqual(found(text), []);
      gradleTokens(text);
    }
  });
});

describe("libs.versions.toml", () => {
  const PATH = "gradle/libs.versions.toml";

  it("reads libraries in each of their forms, and their versions by reference", () => {
    const before = lines(
      "[versions]",
      'pinecone = "0.8.0"',
      'rich = { strictly = "[0.7,1.0[", prefer = "0.8.0" }',
      'shared = "0.8.0"',
      "[libraries]",
      'a = "io.pinecone:pinecone-client:0.7.4"',
      'b = { module = "io.pinecone:pinecone-client", version.ref = "pinecone" }',
      'c = { group = "io.pinecone", name = "pinecone-client", version = "0.8.1" }',
      'd = { module = "io.pinecone:pinecone-client", version = { ref = "rich" } }',
      'e = { module = "io.pinecone:pinecone-client", version.ref = "shared" }',
      'f = { module = "org.example:other", version.ref = "shared" }',
      'g = { module = "io.pinecone:pinecone-client" }',
      'h = { module = "io.pinecone:pinecone-client", version.ref = "none" }',
      'i = "io.pinecone:pinecone-spark:0.7.4"',
      "[bundles]",
      'search = ["a", "b"]',
    );
    assert.deepEqual(foundBy(VERSION_CATALOG, PATH, before), [
      "6:34 java/sdk-too-old 0.7.4",
      "2:13 java/sdk-too-old 0.8.0",
      "8:67 java/sdk-too-old 0.8.1",
      "3:22 java/sdk-too-old [0.7,1.0[",
      "4:11 java/sdk-too-old 0.8.0",
    ]);
    const after = fixedBy(VERSION_CATALOG, PATH, before).split("\n");
    assert.deepEqual(after.slice(1, 8), [
      'pinecone = "5.1.0"',
      'rich = { strictly = "[5.1.0,6.0.0)", prefer = "0.8.0" }',
      'shared = "0.8.0"',
      "[libraries]",
      'a = "io.pinecone:pinecone-client:5.1.0"',
      'b = { module = "io.pinecone:pinecone-client", version.ref = "pinecone" }',
      'c = { group = "io.pinecone", name = "pinecone-client", version = "5.1.0" }',
    ]);
  });
});

describe("gradle.lockfile", () => {
  it("finds the locked version", () => {
    const text = lines(
      "# pinecone",
      "io.pinecone:pinecone-client:0.8.0=compileClasspath",
      "io.pinecone:pinecone-spark:0.1=a",
      "empty=",
    );
    assert.deepEqual(foundBy(GRADLE_LOCK, "gradle.lockfile", text), ["2:29 java/sdk-too-old 0.8.0"]);
    assert.equal(fixedBy(GRADLE_LOCK, "gradle.lockfile", text), text);
  });
});

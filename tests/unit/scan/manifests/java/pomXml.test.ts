// biome-ignore-all lint/suspicious/noTemplateCurlyInString: build files have variables that look like ours
import assert from "node:assert/strict";
import { POM_XML } from "../../../../../provider/src/scan/manifests/java/pomXml";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

const found = (text: string) => foundBy(POM_XML, "pom.xml", text);
const fixed = (text: string) => fixedBy(POM_XML, "pom.xml", text);

const dependency = (version: string, artifact = "pinecone-client", group = "io.pinecone") =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${version}</dependency>`;

describe("pom.xml", () => {
  it("reads dependencies, managed ones and those of profiles and plugins", () => {
    const before = lines(
      '<?xml version="1.0"?>',
      '<project xmlns="http://maven.apache.org/POM/4.0.0">',
      `  <!-- ${dependency("<version>0.1.0</version>")} -->`,
      "  <dependencyManagement><dependencies>",
      `    ${dependency("<version>0.8.0</version>")}`,
      "  </dependencies></dependencyManagement>",
      "  <dependencies>",
      `    ${dependency("")}`,
      `    ${dependency("<version>\n      [0.7,1.0)\n    </version>")}`,
      `    ${dependency("<version>[0.8,)</version>")}`,
      `    ${dependency("<version>2.1.0</version>")}`,
      `    ${dependency("<version>4.0.0</version>")}`,
      `    ${dependency("<version>0.8.0</version>", "pinecone-spark")}`,
      `    ${dependency("<version>0.8.0</version>", "pinecone-client", "com.example")}`,
      "  </dependencies>",
      "</project>",
    );
    assert.deepEqual(found(before), [
      "5:96 java/sdk-too-old 0.8.0",
      "10:7 java/sdk-too-old [0.7,1.0)",
      "12:96 java/sdk-may-be-too-old [0.8,)",
      "13:96 java/sdk-older-major 2.1.0",
    ]);
    assert.equal(
      fixed(before),
      before
        .replace("<version>0.8.0<", "<version>5.1.0<")
        .replace("[0.7,1.0)", "[5.1.0,6.0.0)")
        .replace("[0.8,)", "[5.1.0,6.0.0)")
        .replace("2.1.0", "5.1.0"),
    );
  });

  it("follows a property of the file, and changes it if nothing else uses it", () => {
    const one = lines(
      "<project>",
      "  <properties><java.version>17</java.version><pinecone.version>0.8.0</pinecone.version></properties>",
      `  <dependencies>${dependency("<version>${pinecone.version}</version>")}</dependencies>`,
      "</project>",
    );
    assert.deepEqual(found(one), ["2:64 java/sdk-too-old 0.8.0"]);
    assert.equal(fixed(one), one.replace("0.8.0", "5.1.0"));
    const two = one.replace(
      "</dependencies>",
      `${dependency("<version>${pinecone.version}</version>", "other", "org")}</dependencies>`,
    );
    assert.deepEqual(found(two), ["2:64 java/sdk-too-old 0.8.0"]);
    assert.equal(fixed(two), two);
  });

  it("says nothing where a parent, or a profile, gives the version", () => {
    const parent = `<project><dependencies>${dependency("<version>${pinecone.version}</version>")}</dependencies></project>`;
    assert.deepEqual(found(parent), []);
    const properties = (value: string) => `<properties><pinecone.version>${value}</pinecone.version></properties>`;
    assert.deepEqual(found(parent.replace("<project>", `<project>${properties("0.8.0")}${properties("2.0.0")}`)), []);
    assert.deepEqual(found(parent.replace("<project>", `<project>${properties("${revision}")}`)), []);
  });

  it("keeps Windows' line ends, and throws on broken XML", () => {
    const text = `<project>\r\n<dependencies>\r\n${dependency("<version>0.8.0</version>")}\r\n</dependencies>\r\n</project>\r\n`;
    assert.deepEqual(found(text), ["3:92 java/sdk-too-old 0.8.0"]);
    assert.equal(fixed(text), text.replace("0.8.0", "5.1.0"));
    assert.throws(() => found(text.slice(0, 60)));
  });
});

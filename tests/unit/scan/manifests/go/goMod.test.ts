import assert from "node:assert/strict";
import { GO_MOD } from "../../../../../provider/src/scan/manifests/go/goMod";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

const found = (text: string) => foundBy(GO_MOD, "go.mod", text);
const fixed = (text: string) => fixedBy(GO_MOD, "go.mod", text);
const SDK = "github.com/pinecone-io/go-pinecone";

describe("go.mod", () => {
  it("reads requirements alone and in blocks, and changes path and version together", () => {
    const before = lines(
      "module example.org/pinecone-demo",
      "",
      "go 1.21",
      "",
      `// require ${SDK} v0.1.0`,
      `require ${SDK} v0.4.1`,
      "",
      "require (",
      "\tgithub.com/google/uuid v1.6.0",
      `\t${SDK} v1.1.1 // search`,
      `\t"${SDK}/v2" v2.2.0`,
      `\t${SDK}/v4 v4.1.4`,
      `\t${SDK}-tools v0.1.0`,
      `\tgithub.com/someone/go-pinecone v0.1.0`,
      ")",
      `exclude ${SDK} v0.3.0`,
      `retract v0.1.0 // pinecone`,
    );
    assert.deepEqual(found(before), [
      `6:9 go/sdk-too-old ${SDK} v0.4.1`,
      `10:2 go/sdk-renamed ${SDK} v1.1.1`,
      `11:3 go/sdk-renamed ${SDK}/v2" v2.2.0`,
    ]);
    const after = fixed(before).split("\n");
    assert.equal(after[5], `require ${SDK}/v4 v4.1.4`);
    assert.equal(after[9], `\t${SDK}/v4 v4.1.4 // search`);
    assert.equal(after[10], `\t"${SDK}/v4" v4.1.4`);
    assert.equal(after[15], `exclude ${SDK} v0.3.0`);
  });

  it("leaves what comes in by another module to that module", () => {
    const text = lines("require (", `\t${SDK} v0.4.1 // indirect`, ")");
    assert.deepEqual(found(text), [`2:2 go/sdk-too-old ${SDK} v0.4.1`]);
    assert.equal(fixed(text), text);
  });

  it("judges a replacement instead of what it replaces", () => {
    const old = lines(`require ${SDK} v1.1.1`, `replace ${SDK} => ${SDK} v0.4.1`);
    assert.deepEqual(found(old), [`2:${"replace  => ".length + SDK.length + 1} go/sdk-too-old ${SDK} v0.4.1`]);
    assert.equal(fixed(old), old);
    for (const by of ["../go-pinecone", "github.com/someone/go-pinecone v0.4.1"]) {
      assert.deepEqual(found(lines(`require ${SDK} v0.4.1`, `replace ${SDK} v0.4.1 => ${by}`)), [], by);
    }
  });

  it("keeps Windows' line ends, and gets through broken files", () => {
    const text = `require (\r\n\t${SDK} v0.4.1\r\n)\r\n`;
    assert.deepEqual(found(text), [`2:2 go/sdk-too-old ${SDK} v0.4.1`]);
    assert.equal(fixed(text), `require (\r\n\t${SDK}/v4 v4.1.4\r\n)\r\n`);
    for (const broken of [
      `require ${SDK}`,
      `require ( ${SDK} latest`,
      `${SDK} v0.1.0`,
      "require => pinecone",
      `replace ${SDK} =>`,
    ]) {
      assert.deepEqual(found(broken), [], broken);
    }
  });
});

import assert from "node:assert/strict";
import { lineTrimmer } from "../../../scripts/demo/pulumiLines";

const PREVIEW = `Previewing update (demo):

 +  pulumi:pulumi:Stack podshift-demo create
    pulumi-nodejs:dynamic/pinecone:PodIndex words  adopts the existing index words: nothing is created
 +  pulumi-nodejs:dynamic/pinecone:PodIndex words create adopts the existing index words: nothing is created
Diagnostics:
  pulumi-nodejs:dynamic/pinecone:PodIndex (words):
    adopts the existing index words: nothing is created

Resources:
    + 2 to create
`;
const UP = `Updating (demo):

 +  pulumi-nodejs:dynamic/pinecone:Collection words creating (0s) first
 +  pulumi-nodejs:dynamic/pinecone:Collection words creating (1s) half way
    pulumi-nodejs:dynamic/pinecone:PodIndex words  adopts the existing index words: nothing is created
 ~  pulumi-nodejs:dynamic/pinecone:ParityCheck words updated (2s) [diff: ~for]; clean
Diagnostics:
  pulumi-nodejs:dynamic/pinecone:PodIndex (words):
    adopts the existing index words: nothing is created

Resources:
    + 2 created

Duration: 4s
`;

const trimAll = (trim: (line: string) => string[], text: string) => text.split("\n").flatMap(trim);

describe("trimming Pulumi's output", () => {
  it("shows each row and message of a preview once, with short type names", () => {
    assert.deepEqual(trimAll(lineTrimmer()("preview"), PREVIEW), [
      "Previewing update (demo):",
      " +  pinecone:PodIndex words create adopts the existing index words: nothing is created",
      "",
      "  pinecone:PodIndex (words):",
      "    adopts the existing index words: nothing is created",
      "",
      "Resources:",
      "    + 2 to create",
    ]);
  });

  it("shows the progress of an update, and no message that its preview showed", () => {
    const trimFor = lineTrimmer();
    trimAll(trimFor("preview"), PREVIEW);
    assert.deepEqual(trimAll(trimFor("up"), UP), [
      "Updating (demo):",
      " +  pinecone:Collection words creating (1s) half way",
      " ~  pinecone:ParityCheck words updated (2s) clean",
      "",
      "Resources:",
      "    + 2 created",
    ]);
  });

  it("never leaves out an error", () => {
    const text = "Diagnostics:\n  pulumi:pulumi:Stack (podshift-demo):\n    error: update failed\n";
    const trimFor = lineTrimmer();
    const first = trimAll(trimFor("preview"), text);
    assert.deepEqual(first, ["", "  pulumi:pulumi:Stack (podshift-demo):", "    error: update failed"]);
    assert.deepEqual(trimAll(trimFor("up"), text), first);
  });

  it("looks through colours and keeps them", () => {
    const coloured = " \u001b[32m+ \u001b[0m pulumi-nodejs:dynamic/pinecone:PodIndex words \u001b[32mcreate\u001b[0m";
    const stack = " \u001b[32m+ \u001b[0m pulumi:pulumi:Stack podshift-demo \u001b[32mcreate\u001b[0m";
    const trim = lineTrimmer()("preview");
    assert.deepEqual(trim(stack), []);
    assert.deepEqual(trim(coloured), [coloured.replace("pulumi-nodejs:dynamic/", "")]);
  });
});

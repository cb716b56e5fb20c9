import assert from "node:assert/strict";
import * as podshift from "../../provider/src";

describe("the package's public entry", () => {
  it("has these names: programs and states depend on them", () => {
    assert.deepEqual(Object.keys(podshift).sort(), [
      "ActiveIndex",
      "COMPONENT_TOKEN",
      "CatchUp",
      "Collection",
      "ConfigurationError",
      "ERROR_CODES",
      "KINDS",
      "PHASE_PLANS",
      "ParityCheck",
      "PodIndex",
      "PodRetirement",
      "PodToServerlessMigration",
      "PodshiftError",
      "Preflight",
      "ServerlessIndex",
      "WriteLog",
      "readMigrations",
      "token",
    ]);
  });

  it("has tokens that are never renamed", () => {
    assert.equal(podshift.COMPONENT_TOKEN, "podshift:index:Migration");
    assert.deepEqual(
      podshift.KINDS.map((kind) => podshift.token(kind)),
      [
        "pulumi-nodejs:dynamic/pinecone:Preflight",
        "pulumi-nodejs:dynamic/pinecone:PodIndex",
        "pulumi-nodejs:dynamic/pinecone:WriteLog",
        "pulumi-nodejs:dynamic/pinecone:Collection",
        "pulumi-nodejs:dynamic/pinecone:ServerlessIndex",
        "pulumi-nodejs:dynamic/pinecone:CatchUp",
        "pulumi-nodejs:dynamic/pinecone:ParityCheck",
        "pulumi-nodejs:dynamic/pinecone:ActiveIndex",
        "pulumi-nodejs:dynamic/pinecone:PodRetirement",
      ],
    );
  });
});

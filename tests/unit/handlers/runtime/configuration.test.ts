import assert from "node:assert/strict";
import { configure, connection, secrets } from "../../../../provider/src/handlers/runtime/configuration";
import { stackConfig, withCleanEnvironment } from "../../../support/provider/environment";

describe("configuration", () => {
  withCleanEnvironment();
  after(() => configure(stackConfig({})));

  it("takes key and host from the stack", () => {
    configure(stackConfig({ "pinecone:apiKey": "stack-key", "pinecone:controllerHost": "http://127.0.0.1:1" }));
    assert.deepEqual(connection(), { apiKey: "stack-key", controllerHost: "http://127.0.0.1:1" });
  });

  it("lets the environment win", () => {
    configure(stackConfig({ "pinecone:apiKey": "stack-key", "pinecone:controllerHost": "http://127.0.0.1:1" }));
    process.env.PINECONE_API_KEY = "new-key";
    process.env.PINECONE_CONTROLLER_HOST = "http://127.0.0.1:2";
    assert.deepEqual(connection(), { apiKey: "new-key", controllerHost: "http://127.0.0.1:2" });
    assert.deepEqual(secrets(), ["new-key", "stack-key"]);
  });

  it("takes an empty variable for none", () => {
    configure(stackConfig({ "pinecone:apiKey": "stack-key" }));
    process.env.PINECONE_API_KEY = "";
    process.env.PINECONE_CONTROLLER_HOST = "";
    assert.deepEqual(connection(), { apiKey: "stack-key", controllerHost: undefined });
  });

  it("says when there is no key", () => {
    for (const values of [{}, { "pinecone:apiKey": "" }]) {
      configure(stackConfig(values));
      assert.throws(connection, { code: "API_KEY_MISSING" });
    }
  });

  it("keeps the official client from printing the key", () => {
    process.env.PINECONE_DEBUG_CURL = "true";
    configure(stackConfig({}));
    assert.equal(process.env.PINECONE_DEBUG_CURL, undefined);
  });
});

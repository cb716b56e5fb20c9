import assert from "node:assert/strict";
import { PNPM_WORKSPACE } from "../../../../../provider/src/scan/manifests/node/pnpmWorkspace";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

describe("pnpm-workspace.yaml", () => {
  it("reads catalogs and overrides", () => {
    const before = lines(
      "packages: ['pinecone/*']",
      "catalog:",
      "  '@pinecone-database/pinecone': ^1.1.0 # old",
      "  '@langchain/pinecone': ^0.0.1",
      "catalogs:",
      "  jobs:",
      '    "@pinecone-database/pinecone": "1.1.2"',
      "  new:",
      '    "@pinecone-database/pinecone": "6.1.4"',
      "overrides:",
      "  'chat>@pinecone-database/pinecone': '>=1'",
    );
    assert.deepEqual(foundBy(PNPM_WORKSPACE, "pnpm-workspace.yaml", before), [
      "3:34 javascript/sdk-too-old ^1.1.0",
      "7:37 javascript/sdk-too-old 1.1.2",
      "11:40 javascript/sdk-may-be-too-old >=1",
    ]);
    const after = before.replace("^1.1.0", "^6.1.4").replace('"1.1.2"', '"6.1.4"').replace(">=1", "^6.1.4");
    assert.equal(fixedBy(PNPM_WORKSPACE, "pnpm-workspace.yaml", before), after);
    assert.throws(() => foundBy(PNPM_WORKSPACE, "pnpm-workspace.yaml", "catalog: [pinecone\nb: }"));
  });
});

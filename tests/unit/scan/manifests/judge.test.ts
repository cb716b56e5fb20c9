import assert from "node:assert/strict";
import { judge } from "../../../../provider/src/scan/manifests/judge";
import { goSdk, mavenSdk, npmSdk, nugetSdk, pipSdk, type Sdk } from "../../../../provider/src/scan/manifests/sdk";
import { NPM } from "../../../../provider/src/scan/manifests/versions/npm";
import { PEP440 } from "../../../../provider/src/scan/manifests/versions/pep440";

const place = { offset: 0, line: 1, column: 1 };
const span = { start: place, end: place };

function known(sdk: Sdk | undefined): Sdk {
  assert.ok(sdk);
  return sdk;
}

describe("judging a requirement", () => {
  const sdk = known(pipSdk("pinecone-client"));
  const base = { sdk, dialect: PEP440, name: "pinecone-client", span };

  it("says one thing of a requirement, the gravest", () => {
    const rules = (range?: string) =>
      judge({ ...base, ...(range !== undefined && { range }) }).map(({ rule }) => `${rule.level} ${rule.id}`);
    assert.deepEqual(rules("==2.2.4"), ["error python/sdk-too-old"]);
    assert.deepEqual(rules(">=2"), ["warning python/sdk-may-be-too-old"]);
    assert.deepEqual(rules("==4.1.2"), ["warning python/sdk-renamed"]);
    assert.deepEqual(rules(), ["warning python/sdk-renamed"]);
    const node = { sdk: known(npmSdk("@pinecone-database/pinecone")), dialect: NPM, name: "x", span };
    assert.deepEqual(judge({ ...node, range: "^2.0.0" }), []);
    assert.deepEqual(judge({ ...node, range: "latest" }), []);
    assert.deepEqual(judge(node), []);
  });

  it("names the minimum, and what to ask for instead", () => {
    const [old] = judge({ ...base, range: "==2.2.4" });
    assert.equal(
      old?.found.message,
      "`pinecone-client` `==2.2.4` is below 3.0.0, the least that the migration guide asks for",
    );
    assert.equal(old?.found.next, "ask for `pinecone` `==7.3.0`, then lock again");
    const [both] = judge({ ...base, range: ">=2" });
    assert.match(both?.found.message ?? "", /below 3\.0\.0.*as well as newer ones: the lockfile decides$/);
  });

  it("sends a locked version back to the manifest and its tool, and changes nothing itself", () => {
    const rewrite = () => [{ start: 0, end: 1, text: "x" }];
    const [locked] = judge({ ...base, range: "==2.2.4", remake: "`poetry lock`", rewrite });
    assert.equal(locked?.found.next, "ask for `pinecone` 7.3.0 in the manifest, then `poetry lock`");
    assert.equal(locked?.found.edits, undefined);
    const [open] = judge({ ...base, range: "==2.2.4", rewrite });
    assert.deepEqual(open?.found.edits, [{ start: 0, end: 1, text: "x" }]);
    const [variable] = judge({ ...base, range: "==$V", rewrite });
    assert.equal(variable?.found.edits, undefined);
  });
});

describe("names of SDKs", () => {
  it("are known by each registry's own rules, and no namesakes", () => {
    for (const name of ["pinecone", "Pinecone-Client", "pinecone_client", "pinecone.client"])
      assert.ok(pipSdk(name), name);
    for (const name of ["pinecone-text", "my-pinecone-client", "pinecone-client2", "pineconeclient"]) {
      assert.equal(pipSdk(name), undefined, name);
    }
    for (const name of ["@pinecone-database/pinecone2", "pinecone", "@langchain/pinecone"]) {
      assert.equal(npmSdk(name), undefined, name);
    }
    assert.ok(mavenSdk("io.pinecone", "pinecone-client"));
    assert.equal(mavenSdk("io.pinecone.example", "pinecone-client"), undefined);
    for (const id of ["Pinecone.Client", "pinecone.net"]) assert.ok(nugetSdk(id), id);
    assert.equal(nugetSdk("Pinecone"), undefined);
  });

  it("Go: every major up to the target's has an old path", () => {
    const base = "github.com/pinecone-io/go-pinecone";
    for (const path of [base, `${base}/v2`, `${base}/v3`]) assert.ok(goSdk(path)?.renamed, path);
    for (const path of [`${base}/v4`, `${base}/v6`]) assert.equal(known(goSdk(path)).renamed, undefined, path);
    for (const path of [`${base}2`, `${base}/vnext`, `${base}/pinecone`, "github.com/me/go-pinecone"]) {
      assert.equal(goSdk(path), undefined, path);
    }
  });
});

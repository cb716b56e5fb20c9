import assert from "node:assert/strict";
import { packageOf } from "../../../../../provider/src/scan/manifests/node/descriptor";
import { PACKAGE_JSON } from "../../../../../provider/src/scan/manifests/node/packageJson";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

const found = (text: string) => foundBy(PACKAGE_JSON, "package.json", text);
const fixed = (text: string) => fixedBy(PACKAGE_JSON, "package.json", text);

describe("package.json", () => {
  it("reads every kind of dependency, and fixes all but peers", () => {
    const before = lines(
      "{",
      '  "name": "pinecone-client",',
      '  "scripts": { "@pinecone-database/pinecone": "1.1.0" },',
      '  "dependencies": {',
      '    "@pinecone-database/pinecone": "^1.1.0",',
      '    "@langchain/pinecone": "^0.0.1",',
      '    "pine": "npm:@pinecone-database/pinecone@0.1.6",',
      '    "my-pinecone-client": "1.0.0"',
      "  },",
      '  "devDependencies": { "@pinecone-database/pinecone": "~1.1.0" },',
      '  "optionalDependencies": { "@pinecone-database/pinecone": "1.x" },',
      '  "peerDependencies": { "@pinecone-database/pinecone": "^1.0.0 || ^2.0.0" },',
      '  "overrides": {',
      '    "chat@2": { ".": "2.0.0", "@pinecone-database/pinecone@^2": "1.1.2" },',
      '    "@pinecone-database/pinecone": { ".": "1.1.3" }',
      "  },",
      '  "resolutions": { "**/@pinecone-database/pinecone": "0.1.6" },',
      '  "pnpm": { "overrides": { "chat@1>@pinecone-database/pinecone": ">=1" } },',
      '  "workspaces": { "catalog": { "@pinecone-database/pinecone": "1.1.1" } }',
      "}",
    );
    assert.deepEqual(found(before), [
      "5:37 javascript/sdk-too-old ^1.1.0",
      "7:46 javascript/sdk-too-old 0.1.6",
      "10:56 javascript/sdk-too-old ~1.1.0",
      "11:61 javascript/sdk-too-old 1.x",
      "12:57 javascript/sdk-may-be-too-old ^1.0.0 || ^2.0.0",
      "14:66 javascript/sdk-too-old 1.1.2",
      "15:44 javascript/sdk-too-old 1.1.3",
      "17:55 javascript/sdk-too-old 0.1.6",
      "18:67 javascript/sdk-may-be-too-old >=1",
      "19:64 javascript/sdk-too-old 1.1.1",
    ]);
    assert.equal(
      fixed(before),
      lines(
        "{",
        '  "name": "pinecone-client",',
        '  "scripts": { "@pinecone-database/pinecone": "1.1.0" },',
        '  "dependencies": {',
        '    "@pinecone-database/pinecone": "^6.1.4",',
        '    "@langchain/pinecone": "^0.0.1",',
        '    "pine": "npm:@pinecone-database/pinecone@6.1.4",',
        '    "my-pinecone-client": "1.0.0"',
        "  },",
        '  "devDependencies": { "@pinecone-database/pinecone": "~6.1.4" },',
        '  "optionalDependencies": { "@pinecone-database/pinecone": "6.x" },',
        '  "peerDependencies": { "@pinecone-database/pinecone": "^1.0.0 || ^2.0.0" },',
        '  "overrides": {',
        '    "chat@2": { ".": "2.0.0", "@pinecone-database/pinecone@^2": "6.1.4" },',
        '    "@pinecone-database/pinecone": { ".": "6.1.4" }',
        "  },",
        '  "resolutions": { "**/@pinecone-database/pinecone": "6.1.4" },',
        '  "pnpm": { "overrides": { "chat@1>@pinecone-database/pinecone": "^6.1.4" } },',
        '  "workspaces": { "catalog": { "@pinecone-database/pinecone": "6.1.4" } }',
        "}",
      ),
    );
  });

  it("says nothing of what needs no change, or names no versions", () => {
    for (const range of [
      "^2.0.0",
      "6.1.4",
      "^8.2.0",
      "*",
      "",
      "latest",
      "workspace:^",
      "catalog:",
      "file:../pinecone",
      "npm:other@1",
    ]) {
      assert.deepEqual(found(JSON.stringify({ dependencies: { "@pinecone-database/pinecone": range } })), [], range);
    }
  });

  it("notes SDKs of API 2026-07, and the unofficial client", () => {
    const text = '{"dependencies":{"@pinecone-database/pinecone":"^9.0.0","pinecone-client":"^2.0.0"}}';
    assert.deepEqual(found(text), ["1:49 javascript/sdk-2026-07 ^9.0.0", "1:76 javascript/sdk-unofficial ^2.0.0"]);
    assert.equal(fixed(text), text);
  });

  it("keeps Windows' line ends, tabs and escapes", () => {
    const before = '{\r\n\t"dependencies": {\r\n\t\t"@pinecone-database\\/pinecone": "^1.1.0"\r\n\t}\r\n}\r\n';
    assert.deepEqual(found(before), ["3:36 javascript/sdk-too-old ^1.1.0"]);
    assert.equal(fixed(before), before.replace("^1.1.0", "^6.1.4"));
    const escaped = '{"dependencies":{"@pinecone-database/pinecone":"\\u005e1.1.0"}}';
    assert.deepEqual(found(escaped), ["1:49 javascript/sdk-too-old \\u005e1.1.0"]);
    assert.equal(fixed(escaped), escaped);
  });

  it("throws on broken JSON, and passes over shapes that are none of npm's", () => {
    assert.throws(() => found('{"dependencies": {"@pinecone-database/pinecone": "1.1.0"'));
    assert.throws(() => found("pinecone"));
    assert.deepEqual(found('["@pinecone-database/pinecone"]'), []);
    assert.deepEqual(found('{"dependencies":["@pinecone-database/pinecone"],"overrides":"pinecone"}'), []);
    assert.deepEqual(found('{"dependencies":{"@pinecone-database/pinecone":1}}'), []);
  });
});

describe("a package's name in a descriptor", () => {
  for (const [descriptor, name] of [
    ["pinecone-client", "pinecone-client"],
    ["pinecone-client@^2", "pinecone-client"],
    ["@pinecone-database/pinecone", "@pinecone-database/pinecone"],
    ["@pinecone-database/pinecone@npm:^1.1.0", "@pinecone-database/pinecone"],
    ["**/@pinecone-database/pinecone", "@pinecone-database/pinecone"],
    ["a/**/@pinecone-database/pinecone", "@pinecone-database/pinecone"],
    ["a/b", "b"],
    ["@a/b/@pinecone-database/pinecone", "@pinecone-database/pinecone"],
    ["@a/b@1>@pinecone-database/pinecone@<2", "@pinecone-database/pinecone"],
    ["@pinecone-database/pinecone@https://example.invalid/a/b.tgz", "@pinecone-database/pinecone"],
    ["", ""],
  ] as const) {
    it(`${descriptor} -> ${name}`, () => {
      assert.equal(packageOf(descriptor), name);
    });
  }
});

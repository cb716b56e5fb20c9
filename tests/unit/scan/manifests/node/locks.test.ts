import assert from "node:assert/strict";
import { PACKAGE_LOCK } from "../../../../../provider/src/scan/manifests/node/packageLock";
import { PNPM_LOCK } from "../../../../../provider/src/scan/manifests/node/pnpmLock";
import { YARN_LOCK } from "../../../../../provider/src/scan/manifests/node/yarnLock";
import { fixedBy, foundBy, lines, processorMs } from "../../../../support/scan/manifests";

const NAME = "@pinecone-database/pinecone";

describe("package-lock.json", () => {
  const lock = {
    name: "chat",
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { [NAME]: "^1.1.0" } },
      [`node_modules/${NAME}`]: { version: "1.1.2", resolved: "https://example.invalid/pinecone-1.1.2.tgz" },
      "node_modules/@langchain/pinecone": { version: "0.0.1", peerDependencies: { [NAME]: "^1" } },
      [`node_modules/@langchain/pinecone/node_modules/${NAME}`]: { version: "6.1.4" },
      "node_modules/pine": { name: NAME, version: "0.1.6" },
      "node_modules/my-pinecone": { version: "1.0.0" },
    },
  };

  it("finds installed versions (version 2 and 3), by whatever name, and changes none", () => {
    const text = JSON.stringify(lock, undefined, 2);
    const expected = ["11:19 javascript/sdk-too-old 1.1.2", "25:19 javascript/sdk-too-old 0.1.6"];
    assert.deepEqual(foundBy(PACKAGE_LOCK, "package-lock.json", text), expected);
    assert.equal(fixedBy(PACKAGE_LOCK, "package-lock.json", text), text);
  });

  it("finds them in version 1, also deep in the tree", () => {
    const text = JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        [NAME]: { version: "2.2.2", requires: { [NAME]: "1" } },
        chat: { version: "1.0.0", dependencies: { [NAME]: { version: "1.1.2" } } },
        pine: { version: `npm:${NAME}@0.1.6` },
      },
    });
    assert.deepEqual(
      foundBy(PACKAGE_LOCK, "web/npm-shrinkwrap.json", text).map((each) => each.replace(/^\S+ /, "")),
      ["javascript/sdk-too-old 1.1.2", `javascript/sdk-too-old npm:${NAME}@0.1.6`],
    );
  });

  it("is read within moments when it has megabytes, and throws when it is broken", () => {
    const filler = Array.from({ length: 15_000 }, (_, at) => [
      `node_modules/p${at}`,
      { version: "1.0.0", integrity: "x".repeat(200) },
    ]);
    const text = JSON.stringify({ packages: { ...Object.fromEntries(filler), ...lock.packages } }, undefined, 2);
    assert.ok(text.length > 4_000_000);
    const ms = processorMs(() => assert.equal(foundBy(PACKAGE_LOCK, "package-lock.json", text).length, 2));
    assert.ok(ms < 2_000, `${ms} ms`);
    const conflict = `<<<<<<< HEAD\n${JSON.stringify(lock)}`;
    assert.throws(() => foundBy(PACKAGE_LOCK, "package-lock.json", conflict));
  });
});

describe("pnpm-lock.yaml", () => {
  const importers = [
    "importers:",
    "  .:",
    "    dependencies:",
    `      '${NAME}':`,
    "        specifier: ^1.1.0",
    "        version: 1.1.2",
  ];

  for (const [version, key, place] of [
    ["5.4", `/${NAME}/1.1.2`, "9:3"],
    ["5.4 with peers", `/${NAME}/1.1.2_typescript@5.0.0`, "9:3"],
    ["6", `/${NAME}@1.1.2`, "9:3"],
    ["6 with peers", `/${NAME}@1.1.2(typescript@5.0.0)`, "9:3"],
    ["9", `'${NAME}@1.1.2'`, "9:4"],
  ] as const) {
    it(`finds packages of version ${version}`, () => {
      const packages = [
        "packages:",
        `  ${key}:`,
        "    resolution: {integrity: sha512-0}",
        "  '@langchain/pinecone@0.0.1':",
        "    peerDependencies:",
        `      '${NAME}': ^1.1.0`,
      ];
      const text = lines(
        `lockfileVersion: '${version}'`,
        ...importers,
        ...packages,
        "snapshots:",
        `  '${NAME}@1.1.2': {}`,
      );
      assert.deepEqual(foundBy(PNPM_LOCK, "pnpm-lock.yaml", text), [
        `${place} javascript/sdk-too-old ${key.replaceAll("'", "")}`,
      ]);
      assert.equal(fixedBy(PNPM_LOCK, "pnpm-lock.yaml", text), text);
    });
  }

  it("says nothing of newer versions and of namesakes", () => {
    const text = lines(
      "packages:",
      `  '${NAME}@6.1.4':`,
      "  /@langchain/pinecone@0.0.1:",
      "  /my-pinecone/1.0.0:",
      "  'pinecone",
    );
    assert.deepEqual(foundBy(PNPM_LOCK, "pnpm-lock.yaml", text), []);
  });
});

describe("yarn.lock", () => {
  it("finds versions of the classic format", () => {
    const text = lines(
      "# yarn lockfile v1",
      "",
      `"${NAME}@^1.0.0", "${NAME}@^1.1.0":`,
      '  version "1.1.2"',
      '  resolved "https://example.invalid/pinecone-1.1.2.tgz"',
      "",
      `"pine@npm:${NAME}@0.1.6":`,
      '  version "0.1.6"',
      "",
      "pinecone-client@^2.0.0:",
      '  version "2.0.0"',
      "",
      '"@langchain/pinecone@^0.0.1":',
      '  version "0.0.1"',
      "  dependencies:",
      `    "${NAME}" "^1.1.0"`,
    );
    assert.deepEqual(foundBy(YARN_LOCK, "yarn.lock", text), [
      "4:12 javascript/sdk-too-old 1.1.2",
      "8:12 javascript/sdk-too-old 0.1.6",
      "11:12 javascript/sdk-unofficial 2.0.0",
    ]);
    assert.equal(fixedBy(YARN_LOCK, "yarn.lock", text), text);
  });

  it("finds versions of Berry's format", () => {
    const text = lines(
      "__metadata:",
      "  version: 8",
      "",
      `"${NAME}@npm:^1.0.0, ${NAME}@npm:^1.1.0":`,
      "  version: 1.1.2",
      `  resolution: "${NAME}@npm:1.1.2"`,
      "",
      `"pine@npm:${NAME}@0.1.6":`,
      "  version: 0.1.6",
      "",
      `"${NAME}@npm:^6.0.0":`,
      "  version: 6.1.4",
      "",
      '"pinecone@workspace:.":',
      "  version: 0.0.0-use.local",
    );
    assert.deepEqual(foundBy(YARN_LOCK, "yarn.lock", text), [
      "5:12 javascript/sdk-too-old 1.1.2",
      "9:12 javascript/sdk-too-old 0.1.6",
    ]);
    assert.deepEqual(
      foundBy(YARN_LOCK, "yarn.lock", text.replaceAll("\n", "\r\n")).map((each) => each.slice(0, 4)),
      ["5:12", "9:12"],
    );
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string }[];
}

interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), "utf8")) as T;
}

describe("the bill of materials of each published package", () => {
  const lock = readJson<{ packages: Record<string, { version?: string; dev?: boolean }> }>(ROOT, "package-lock.json");
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-bom-"));
    execFileSync(process.execPath, [join(ROOT, "scripts/sbom.mjs"), folder]);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const workspace of ["provider", "emulator"]) {
    const manifest = readJson<{ name: string; version: string; dependencies: Record<string, string> }>(
      ROOT,
      workspace,
      "package.json",
    );
    const { name, version } = manifest;

    it(`is about ${name}`, () => {
      const bom = readJson<Bom>(folder, `${name}.cdx.json`);
      assert.equal(bom.bomFormat, "CycloneDX");
      const { component } = bom.metadata;
      assert.deepEqual(
        [component.name, component.version, component.purl],
        [name, version, `pkg:npm/${name}@${version}`],
      );
    });

    it(`names every dependency of ${name} in the version that is locked, and what it is to be known by`, () => {
      const { components } = readJson<Bom>(folder, `${name}.cdx.json`);
      for (const dependency of Object.keys(manifest.dependencies)) {
        const own =
          lock.packages[`${workspace}/node_modules/${dependency}`] ?? lock.packages[`node_modules/${dependency}`];
        const found = components.filter(({ purl }) => purl.startsWith(`pkg:npm/${dependency.replace("@", "%40")}@`));
        assert.ok(
          found.some((each) => each.version === own?.version),
          `${dependency} ${own?.version}`,
        );
      }
      assert.ok(components.every(({ hashes = [] }) => hashes.some(({ alg }) => alg === "SHA-512")));
    });

    it(`names nothing that is for development only (${name})`, () => {
      const { components } = readJson<Bom>(folder, `${name}.cdx.json`);
      const names = new Set(components.map((each) => `${each.name}@${each.version}`));
      for (const tool of ["mocha", "@biomejs/biome", "playwright-core", "fast-check", "c8", "s3rver"]) {
        assert.ok(!names.has(`${tool}@${lock.packages[`node_modules/${tool}`]?.version}`), tool);
      }
    });
  }
});

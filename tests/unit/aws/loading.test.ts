import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FROM_SOURCE } from "../../support/sourceLoader";

const ROOT = join(__dirname, "../../..");
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "provider/package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
  typesVersions: { "*": Record<string, string[]> };
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
};
/** What programs, the provider's process, applications and the command load. */
const OTHERS = ["index", "handlers/index", "capture/index", "cli/program", "proxy/startProxy", "tokens"].map(
  (entry) => `./provider/src/${entry}`,
);

/** Files of Amazon's that a process of its own has loaded after each entry, one after the other. */
function loadedBy(entries: readonly string[]): number[] {
  const script = `
    const theirs = () => Object.keys(require.cache).filter((file) => /node_modules[\\\\/](@pulumi[\\\\/]aws|@aws-sdk|@smithy)[\\\\/]/.test(file)).length;
    console.log(JSON.stringify(${JSON.stringify(entries)}.map((entry) => (require(entry), theirs()))));
  `;
  const args = [...FROM_SOURCE, "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" })) as number[];
}

describe("podshift/aws", () => {
  it("alone loads anything of Amazon's", () => {
    const entries = [...OTHERS, "./provider/src/aws/index", "@aws-sdk/client-s3"];
    const [sdk = 0, own = 0, ...none] = loadedBy(entries).reverse();
    assert.deepEqual(
      none,
      OTHERS.map(() => 0),
    );
    assert.ok(sdk > own && own > 0, "else this test couldn't fail");
  });

  it("is an entry of the package, and Amazon's package nobody's duty", () => {
    assert.deepEqual(PACKAGE.exports["./aws"], { types: "./dist/aws/index.d.ts", default: "./dist/aws/index.js" });
    assert.deepEqual(PACKAGE.typesVersions["*"].aws, ["./dist/aws/index.d.ts"]);
    assert.equal(PACKAGE.dependencies["@pulumi/aws"], undefined);
    assert.equal(PACKAGE.peerDependencies["@pulumi/aws"], ">=7 <8");
    assert.equal(PACKAGE.peerDependenciesMeta["@pulumi/aws"]?.optional, true);
  });
});

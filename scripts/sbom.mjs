// node scripts/sbom.mjs FOLDER: writes FOLDER/<package>.cdx.json for each package that is published: what it brings along
// at run time, as CycloneDX. Made by npm from package-lock.json, so that it names the versions that were tested.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Folder of each workspace, and whether it is published. */
const WORKSPACES = { provider: true, emulator: true, policy: false };

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * The repository's manifests and lock file without anything for development. `--omit dev` leaves out too much: also what
 * the repository itself develops with and a package needs at run time.
 */
function withoutDevelopment(folder) {
  const keep = (from, to, version) => {
    const { devDependencies: _left, overrides: _out, ...manifest } = readJson(join(ROOT, from, "package.json"));
    mkdirSync(join(folder, to), { recursive: true });
    writeFileSync(join(folder, to, "package.json"), JSON.stringify({ version, ...manifest }));
  };
  // npm makes none for a project without a version.
  keep(".", ".", "0.0.0");
  for (const workspace of Object.keys(WORKSPACES)) keep(workspace, workspace);
  copyFileSync(join(ROOT, "package-lock.json"), join(folder, "package-lock.json"));
}

function sbomOf(folder, name) {
  const args = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--workspace", name];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 27 });
  if (status !== 0) throw new Error(`npm sbom of ${name} ended with ${status}\n${stderr}`);
  return about(JSON.parse(stdout), name);
}

/** npm tells of the repository: the document is about the package. */
function about(bom, name) {
  const isIt = ({ purl = "" }) => purl.startsWith(`pkg:npm/${name}@`);
  const component = bom.components.find(isIt);
  if (component === undefined) throw new Error(`npm sbom doesn't know ${name}`);
  const repository = bom.metadata.component["bom-ref"];
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...component, name } },
    components: bom.components.filter((each) => !isIt(each)),
    dependencies: bom.dependencies.filter(({ ref }) => ref !== repository),
  };
}

function writeAll(out) {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "podshift-sbom-"));
  try {
    withoutDevelopment(folder);
    for (const [workspace, isPublished] of Object.entries(WORKSPACES)) {
      if (!isPublished) continue;
      const { name } = readJson(join(ROOT, workspace, "package.json"));
      const file = join(out, `${name}.cdx.json`);
      const bom = sbomOf(folder, name);
      writeFileSync(file, `${JSON.stringify(bom, undefined, 2)}\n`);
      console.log(`${file}: ${bom.components.length} components`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [out] = process.argv.slice(2);
if (out === undefined) {
  console.error("node scripts/sbom.mjs FOLDER");
  process.exitCode = 2;
} else writeAll(resolve(out));

// What Pulumi runs. It runs index.ts without a type check (`npm run check` makes one) and without a build that could be
// stale: the transpiled text is kept under the hash of its source.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { sourceStamp } = require("./scripts/sourceStamp.cjs");

/** The package `podshift` is built from this checkout: a build that is older than its source must not go unnoticed. */
function refuseStaleBuild() {
  const stamp = join(__dirname, "provider", "dist", ".source-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sourceStamp(join(__dirname, "provider", "src"))) return;
  const { RunError } = require("@pulumi/pulumi");
  throw new RunError("provider/dist is not built from today's provider/src. Run `npm run build`, then try again.");
}

function transpiled(source) {
  const text = readFileSync(source, "utf8");
  const folder = join(__dirname, "node_modules", ".cache", "podshift");
  const target = join(folder, `${createHash("sha256").update(text).digest("hex")}.cjs`);
  if (existsSync(target)) return target;
  const ts = require("typescript");
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  mkdirSync(folder, { recursive: true });
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, ts.transpileModule(text, { compilerOptions: options, fileName: source }).outputText);
  renameSync(draft, target);
  return target;
}

/**
 * Pulumi notes a stack for each promise of each resource, and its ts-node looks for a source map for each line of each:
 * a third of this process's time with many migrations. A stack that begins in a package is told as it is.
 */
function mapOwnStacksOnly() {
  const mapped = Error.prepareStackTrace;
  if (mapped === undefined) return;
  Error.prepareStackTrace = (error, frames) => {
    const begins = frames[0]?.getFileName() ?? "";
    if (!begins.includes("node_modules")) return mapped(error, frames);
    return [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  };
}

refuseStaleBuild();
mapOwnStacksOnly();
module.exports = require(transpiled(join(__dirname, "index.ts")));

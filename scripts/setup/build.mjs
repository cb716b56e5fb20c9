import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { linkBins } from "./bins.mjs";
import { run } from "./run.mjs";

const { sourceStamp } = createRequire(import.meta.url)("../sourceStamp.cjs");
const PACKAGES = ["emulator", "provider"];

/** Compiles the packages that changed, and notes of which source each build is: program.cjs refuses a stale one. */
export async function build(root, log) {
  const stale = PACKAGES.filter((name) => !isBuilt(root, name));
  if (stale.length === 0) {
    linkBins(root, PACKAGES);
    return;
  }
  log(`building ${stale.join(" and ")}`);
  const stamps = stale.map((name) => sourceStamp(join(root, name, "src")));
  await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-b", ...stale], { cwd: root });
  for (const [at, name] of stale.entries()) writeFileSync(stampFile(root, name), stamps[at]);
  linkBins(root, PACKAGES);
}

function isBuilt(root, name) {
  const stamp = stampFile(root, name);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceStamp(join(root, name, "src"));
}

function stampFile(root, name) {
  return join(root, name, "dist", ".source-stamp");
}

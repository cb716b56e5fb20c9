// node scripts/releaseVersion.mjs TAG: fails unless TAG is "v" and the version of both published packages.
import { readFileSync } from "node:fs";

const [tag = ""] = process.argv.slice(2);
for (const workspace of ["provider", "emulator"]) {
  const { name, version } = JSON.parse(readFileSync(new URL(`../${workspace}/package.json`, import.meta.url), "utf8"));
  if (tag === `v${version}`) continue;
  console.error(`the tag is ${tag}, and ${name} is version ${version}`);
  process.exitCode = 1;
}

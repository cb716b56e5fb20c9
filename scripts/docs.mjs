// npm run docs [-- FOLDER]: builds the docs site into docs-site/, or into FOLDER, and checks every link in it.
import "./setup/endOnSignal.mjs";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { deadLinks } from "./docs/deadLinks.mjs";

const root = resolve(import.meta.dirname, "..");
const out = resolve(process.argv[2] ?? join(root, "docs-site"));
process.exit(await main());

async function main() {
  if (!existsSync(join(root, "node_modules/typedoc"))) return refuse("the packages are missing: `npm run setup` first");
  if (isInUse(out)) return refuse(`${out} holds something else: a site takes the place of all that is in its folder`);
  const { buildSite } = await import("./docs/site.mjs");
  const problems = await buildSite(root, out);
  const { dead, links, pages } = deadLinks(out);
  for (const { page, target, why } of dead) console.error(`dead link: ${page} -> ${target}: ${why}`);
  console.log(`${out}: ${pages} pages, ${links} links, ${dead.length} dead, ${problems} warnings and errors`);
  return problems === 0 && dead.length === 0 ? 0 : 1;
}

/** A folder that is no site of before, and not empty. */
function isInUse(folder) {
  return existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, "assets/navigation.js"));
}

function refuse(why) {
  console.error(why);
  return 2;
}

// npm run bench -- NAME...: runs benchmarks; each case prints one JSON line. Without a name, lists them.
import "./setup/endOnSignal.mjs";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setUp } from "./setup/index.mjs";
import { run } from "./setup/run.mjs";

/** Modules beside the benchmarks that are none. */
const SHARED = ["summary", "bareServer"];

const { root, env } = await setUp();
const known = readdirSync(join(root, "bench"))
  .map((file) => basename(file, ".ts"))
  .filter((name) => !SHARED.includes(name));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`npm run bench -- NAME...   known: ${known.join(", ")}`);
  process.exit(2);
}
for (const name of names) {
  await run(process.execPath, ["-r", "ts-node/register/transpile-only", join("bench", `${name}.ts`)], {
    cwd: root,
    env,
    show: true,
  });
}

// npm run bench -- NAME... [OPTION...]: runs benchmarks; each case prints one JSON line. Without a name, lists them. What
// begins with the first option is handed on to each of them.
import "./setup/endOnSignal.mjs";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setUp } from "./setup/index.mjs";
import { run } from "./setup/run.mjs";

/** Modules beside the benchmarks that are none. */
const SHARED = ["summary", "bareServer", "verifyRun"];

const { root, env } = await setUp();
const known = readdirSync(join(root, "bench"))
  .map((file) => basename(file, ".ts"))
  .filter((name) => !SHARED.includes(name));
const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => word.startsWith("-"));
const names = firstOption < 0 ? words : words.slice(0, firstOption);
const options = firstOption < 0 ? [] : words.slice(firstOption);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`npm run bench -- NAME...   known: ${known.join(", ")}`);
  process.exit(2);
}
for (const name of names) {
  await run(process.execPath, ["-r", "ts-node/register/transpile-only", join("bench", `${name}.ts`), ...options], {
    cwd: root,
    env,
    show: true,
  });
}

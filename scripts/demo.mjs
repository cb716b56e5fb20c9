// npm run demo: a pod index of real word vectors becomes serverless, step by step, on this machine and nothing else.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { OptionError, readOptions, USAGE } from "./demo/options.mjs";
import { setUp } from "./setup/index.mjs";

process.exitCode = await main();

async function main() {
  const options = optionsOrExit();
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const root = resolve(import.meta.dirname, "..");
  try {
    const ready = options.end ? { root } : await endingWithUs(setUp);
    const require = createRequire(import.meta.url);
    require("ts-node").register({ transpileOnly: true, cwd: root });
    const { endDemo, runDemo } = require("./demo/main.ts");
    return options.end ? await endDemo(root) : await runDemo({ ...ready, ...options });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

/** Set-up ends its commands when this process exits; a signal alone would not be an exit. */
async function endingWithUs(work) {
  const exit = () => process.exit(130);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of signals) process.on(name, exit);
  try {
    return await work();
  } finally {
    for (const name of signals) process.off(name, exit);
  }
}

function optionsOrExit() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

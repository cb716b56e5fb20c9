import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "./build.mjs";
import { cacheFolder } from "./cacheFolder.mjs";
import { installDependencies } from "./dependencies.mjs";
import { oneAtATime } from "./oneAtATime.mjs";
import { ensurePulumi, withPath } from "./pulumiCli.mjs";
import { ensureS3Server } from "./s3Server.mjs";
import { compareVersions } from "./version.mjs";

const ROOT = resolve(import.meta.dirname, "..", "..");
const OLDEST_NODE = "20.19.0";

/**
 * Makes a checkout ready: packages installed, built, and the Pulumi CLI at hand. What is there already is left alone.
 * @param {{log?: (line: string) => void, pulumi?: boolean, s3?: boolean}} [options]
 *   s3: also the server that the tests of a write log on S3 run against
 * @returns {Promise<{root: string, cache: string, binDir: string | undefined, env: NodeJS.ProcessEnv}>}
 *   env: for child processes, with the CLI on PATH; binDir: what was added to PATH, undefined when nothing was needed
 */
export async function setUp({ log = logLine, pulumi = true, s3 = false } = {}) {
  if (compareVersions(process.version, OLDEST_NODE) < 0) {
    throw new Error(`podshift needs Node ${OLDEST_NODE} or newer; this is ${process.version}`);
  }
  const cache = cacheFolder();
  await oneAtATime(join(ROOT, ".set-up.lock"), log, async () => {
    await installDependencies(ROOT, log);
    await build(ROOT, log);
  });
  if (s3) await ensureS3Server({ cache, log });
  if (!pulumi) return { root: ROOT, cache, binDir: undefined, env: { ...process.env } };
  const { binDir } = await ensurePulumi({ root: ROOT, cache, log });
  return { root: ROOT, cache, binDir, env: pulumiEnv(withPath(process.env, binDir), cache) };
}

/** Pulumi's own home in the cache: plugins and credentials of the user's are neither read nor written. */
function pulumiEnv(env, cache) {
  const home = join(cache, "pulumi-home");
  mkdirSync(home, { recursive: true });
  return {
    ...env,
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function logLine(line) {
  console.error(`set-up: ${line}`);
}

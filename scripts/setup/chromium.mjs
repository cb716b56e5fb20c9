import { existsSync } from "node:fs";
import { run } from "./run.mjs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const INSTALL_TIMEOUT_MS = 180_000;

/**
 * The browser that the tests of the report run in: PODSHIFT_CHROMIUM, or one in its usual place. Where this runs as root
 * on Debian (a CI machine, a container) the distribution's package is installed.
 * @param {{log?: (line: string) => void, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<string | undefined>} undefined: there is none, and those tests are left out
 */
export async function ensureChromium({ log = () => {}, env = process.env } = {}) {
  const found = [env.PODSHIFT_CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  log("installing Debian's Chromium, for the tests of the report");
  try {
    const options = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: INSTALL_TIMEOUT_MS };
    await run("apt-get", ["update", "-q"], options);
    await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], options);
  } catch (error) {
    log(`no Chromium could be installed: the browser tests are left out (${error.message.split("\n")[0]})`);
  }
  return PLACES.find((place) => existsSync(place));
}

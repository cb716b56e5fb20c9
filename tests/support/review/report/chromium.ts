import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium is, when PODSHIFT_CHROMIUM doesn't say it. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Chromium's own requests (updates, sync) would go to the internet; the page's are watched by the test. */
const QUIET = [
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The browser to test with; undefined when there is none on this machine.
 *
 * @throws when PODSHIFT_CHROMIUM names a file that isn't there: who names one wants the test
 */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env.PODSHIFT_CHROMIUM;
  if (named === undefined || named === "") return PLACES.find((place) => existsSync(place));
  if (!existsSync(named)) throw new Error(`PODSHIFT_CHROMIUM is ${named}, and there is no such file`);
  return named;
}

/** Root can't use the sandbox. */
export function startChromium(executablePath: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET;
  return chromium.launch({ executablePath, args, headless: true });
}

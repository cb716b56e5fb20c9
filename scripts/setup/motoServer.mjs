import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";

const VERSION = "5.2.5";

/**
 * A second server that speaks S3, by other people, for the long tests: moto, in a Python environment of its own under
 * the checkout's .tmp.
 * @param {{root: string, log?: (line: string) => void}} options
 * @returns {Promise<string | undefined>} the path of `moto_server`; undefined where there is no Python
 */
export async function ensureMotoServer({ root, log = () => {} }) {
  const home = join(root, ".tmp", `moto-${VERSION}`);
  const program = join(home, "bin", "moto_server");
  if (existsSync(join(home, "ready"))) return program;
  const hasPython = await run("python3", ["--version"]).then(
    () => true,
    () => false,
  );
  if (!hasPython) return undefined;
  log(`installing moto ${VERSION}, an S3 server for the long tests, once`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(root, ".tmp"), { recursive: true });
  await run("python3", ["-m", "venv", home]);
  await run(join(home, "bin", "pip"), ["install", "--quiet", `moto[server,s3]==${VERSION}`], {
    onWait: (seconds) => log(`installing moto (${seconds} s)`),
  });
  mkdirSync(join(home, "making"));
  renameSync(join(home, "making"), join(home, "ready"));
  return program;
}

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.mjs";

export const VECTOR_IO = "0.1.248";

/**
 * A Python that has vector-io, set up below `.tmp` the first time.
 * @param {{root: string, log?: (line: string) => void}} options
 * @returns {Promise<string>} its path
 */
export async function ensureVectorIo({ root, log = () => {} }) {
  const folder = join(root, ".tmp", `vector-io-${VECTOR_IO}`);
  const python = join(folder, "bin", "python");
  const ready = join(folder, ".ready");
  if (existsSync(ready)) return python;
  log(`installing vector-io ${VECTOR_IO}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  const wanted = join(root, "bench", "python", "vector-io.txt");
  // Nothing is built here but what comes in no other form: plain Python without code of its own for the build.
  const form = ["--only-binary", ":all:", "--no-binary", "halo"];
  await run(python, ["-m", "pip", "install", "--quiet", "--no-deps", ...form, "-r", wanted]);
  writeFileSync(ready, "");
  return python;
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cacheFolder.mjs";
import { run } from "./run.mjs";

const SOURCE = join(import.meta.dirname, "s3Server");

/**
 * The server that the tests of the write log on S3 run against: a small Go program around a pinned library, built once
 * and kept in the cache.
 * @param {{cache?: string, env?: NodeJS.ProcessEnv, log?: (line: string) => void}} [options]
 * @returns {Promise<string>} the program's path
 */
export async function ensureS3Server({ cache = cacheFolder(), env = process.env, log = () => {} } = {}) {
  const program = join(cache, `s3-server-${version()}-${process.platform}-${process.arch}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  await run("go", ["version"], { env }).catch(() => {
    throw new Error("The tests of the write log on S3 need Go, to build the server that they run against.");
  });
  log("building an S3 server for the tests from Go modules, once");
  const draft = mkdtempSync(join(cache, "making-"));
  try {
    await run("go", ["build", "-ldflags", "-s -w", "-o", join(draft, "s3-server"), "."], {
      cwd: SOURCE,
      env: { ...env, GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0" },
      onWait: (seconds) => log(`building the S3 server (${seconds} s)`),
    });
    // In one step: whoever builds beside this one makes the same.
    renameSync(join(draft, "s3-server"), program);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}

/** Of what is built: another source or another library is another program. */
function version() {
  const hash = createHash("sha256");
  for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(readFileSync(join(SOURCE, file)));
  return hash.digest("hex").slice(0, 16);
}

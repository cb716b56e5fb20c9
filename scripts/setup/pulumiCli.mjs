import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFailed, run } from "./run.mjs";
import { compareVersions } from "./version.mjs";

/** The CLI that the project is tested with; an older one on PATH is not used. */
export const PULUMI_VERSION = "3.245.0";
/** The last version of Pulumi's SDK module that holds the Node language host; it works with the CLI above. */
const LANGUAGE_HOST_VERSION = "3.68.0";
/** What folders are called in which something is still being made. */
const DRAFT = "making-";
const LONGEST_SETUP_MS = 3 * 60 * 60_000;
/** How long the official installer may take before it counts as out of reach. */
const INSTALLER_TIMEOUT_MS = 90_000;

/**
 * Provides the Pulumi CLI with its Node language host: the one on PATH if it is new enough, else one kept in the cache,
 * else the official installer's, else one built from Go modules.
 * @returns {Promise<{binDir: string | undefined, source: "PATH" | "cache" | "installer" | "go"}>} binDir: undefined when it is on PATH
 */
export async function ensurePulumi({ root, cache, env = process.env, log }) {
  if (await isGoodEnough("pulumi", env)) return { binDir: undefined, source: "PATH" };
  const home = join(cache, `pulumi-${PULUMI_VERSION}-${process.platform}-${process.arch}`);
  const binDir = join(home, "bin");
  if (await isGoodEnough(join(binDir, "pulumi"), withPath(env, binDir))) return { binDir, source: "cache" };
  rmSync(home, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  removeLeftOvers(cache);
  const draft = mkdtempSync(join(cache, DRAFT));
  try {
    const source = (await installOfficial(root, draft, env, log)) ? "installer" : await buildFromGo(draft, env, log);
    takePlace(draft, home);
    return { binDir, source };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Drafts of set-ups that were killed: no set-up takes that long. */
function removeLeftOvers(cache) {
  for (const name of readdirSync(cache).filter((each) => each.startsWith(DRAFT))) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > LONGEST_SETUP_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** An environment whose PATH begins with the folder. */
export function withPath(env, folder) {
  return folder === undefined ? { ...env } : { ...env, PATH: `${folder}${delimiter}${env.PATH ?? ""}` };
}

async function isGoodEnough(pulumi, env) {
  try {
    const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const version = await run(pulumi, ["version"], { env: quiet });
    return compareVersions(version, PULUMI_VERSION) >= 0 && hasLanguageHost(env);
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}

function hasLanguageHost({ PATH = "" }) {
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, "pulumi-language-nodejs")));
}

/** In a process of its own, so that it can be ended: where only package registries are reached it would wait for long. */
async function installOfficial(root, draft, env, log) {
  log(`fetching the Pulumi CLI by its official installer`);
  try {
    const script = fileURLToPath(new URL("./officialInstaller.cjs", import.meta.url));
    await run(process.execPath, [script, draft], { cwd: root, env, timeoutMs: INSTALLER_TIMEOUT_MS });
    return await isGoodEnough(join(draft, "bin", "pulumi"), withPath(env, join(draft, "bin")));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    log("the official installer is out of reach");
    return false;
  }
}

async function buildFromGo(draft, env, log) {
  await run("go", ["version"], { env }).catch(() => {
    throw new Error(
      "The Pulumi CLI is not installed, its installer can't be reached, and there is no Go to build it with.\n" +
        `Install Pulumi ${PULUMI_VERSION} or newer (its documentation says how) and run the command again.`,
    );
  });
  const binDir = join(draft, "bin");
  mkdirSync(binDir, { recursive: true });
  log("building the Pulumi CLI from Go modules: 5 to 10 minutes on 2 cores, once");
  await goBuild({
    folder: join(draft, "cli"),
    target: join(binDir, "pulumi"),
    module: `github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION}`,
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // The module's own go.mod has this replacement, and replacements don't travel with a module.
    replace: "github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
    flags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${PULUMI_VERSION}`,
    what: "Pulumi CLI",
    env,
    log,
  });
  await goBuild({
    folder: join(draft, "host"),
    target: join(binDir, "pulumi-language-nodejs"),
    module: `github.com/pulumi/pulumi/sdk/v3 v${LANGUAGE_HOST_VERSION}`,
    command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    flags: "-s -w",
    what: "Node language host",
    env,
    log,
  });
  writeLauncher(join(binDir, "pulumi-resource-pulumi-nodejs"));
  rmSync(join(draft, "cli"), { recursive: true, force: true });
  rmSync(join(draft, "host"), { recursive: true, force: true });
  return "go";
}

async function goBuild({ folder, target, module, command, replace, flags, what, env, log }) {
  mkdirSync(folder, { recursive: true });
  const replacement = replace === undefined ? "" : `\nreplace ${replace}\n`;
  writeFileSync(join(folder, "go.mod"), `module podshift-tools\n\ngo 1.24\n\nrequire ${module}\n${replacement}`);
  await run("go", ["build", "-mod=mod", "-ldflags", flags, "-o", target, command], {
    cwd: folder,
    env: { ...env, GOFLAGS: "", GOWORK: "off" },
    onWait: (seconds) => log(`building the ${what} (${seconds} s)`),
  });
}

/** What the official distribution has too: runs the dynamic provider of the program's own @pulumi/pulumi. */
function writeLauncher(path) {
  writeFileSync(
    path,
    [
      "#!/bin/sh",
      `provider=$(node -e 'process.stdout.write(require.resolve("@pulumi/pulumi/cmd/dynamic-provider", {paths: [process.cwd()]}))')`,
      'exec node "$provider" "$@"',
      "",
    ].join("\n"),
  );
  chmodSync(path, 0o755);
}

/** A set-up beside this one may have been faster: then its result, which is the same, stays. */
function takePlace(draft, home) {
  try {
    renameSync(draft, home);
  } catch (error) {
    if (!existsSync(join(home, "bin", "pulumi"))) throw error;
  }
}

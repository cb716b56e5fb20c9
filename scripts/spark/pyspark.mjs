import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.mjs";

export const PYSPARK = "4.1.2";
/** What this PySpark runs on: spark.apache.org/docs/4.1.2, "Downloading". */
const OLDEST_JAVA = 17;
const OLDEST_PYTHON = [3, 10];

/** This machine can't run Spark; the message says what is missing. */
export class SparkMissing extends Error {}

/**
 * A Python that has PySpark, set up below `.tmp` the first time. PODSHIFT_PYSPARK names another version than the pinned one.
 * @param {{root: string, log?: (line: string) => void, env?: NodeJS.ProcessEnv}} options
 * @returns {Promise<string>} its path
 */
export async function ensureSpark({ root, log = () => {}, env = process.env }) {
  await needJava(env);
  await needPython(env);
  const version = env.PODSHIFT_PYSPARK ?? PYSPARK;
  const folder = join(root, ".tmp", `pyspark-${version}`);
  const python = join(folder, "bin", "python");
  const ready = join(folder, ".ready");
  if (existsSync(ready)) return python;
  log(`installing PySpark ${version}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run("python3", ["-m", "venv", folder], { env });
  await run(python, ["-m", "pip", "install", "--quiet", `pyspark==${version}`], { env });
  writeFileSync(ready, "");
  return python;
}

async function needJava(env) {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, "bin", "java") : "java";
  const said = await run(java, ["-version"], { env }).catch(() => undefined);
  const version = Number(/version "(\d+)/.exec(said ?? "")?.[1]);
  if (said === undefined) throw new SparkMissing("there is no Java (java, or JAVA_HOME)");
  if (!(version >= OLDEST_JAVA)) throw new SparkMissing(`Spark needs Java ${OLDEST_JAVA}; this is ${version}`);
}

async function needPython(env) {
  const said = await run("python3", ["-c", "import sys, venv; print(*sys.version_info[:2])"], { env }).catch(
    () => undefined,
  );
  if (said === undefined) throw new SparkMissing("there is no Python 3 with venv (python3)");
  const [major, minor] = said.trim().split(" ").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new SparkMissing(`PySpark needs Python ${OLDEST_PYTHON.join(".")} or newer; this is ${major}.${minor}`);
  }
}

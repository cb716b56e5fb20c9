import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.mjs";
import { PYSPARK } from "./pyspark.mjs";

/** Of whom Spark has its own. */
const HAS = ["io.netty", "org.apache.httpcomponents", "commons-codec", "commons-logging", "org.slf4j"];

/**
 * The jars with which Spark writes to s3a://, set up below `.tmp` the first time. Undefined where there is no Maven, or
 * with another Spark than the pinned one, whose Hadoop they are for.
 * @param {{root: string, log?: (line: string) => void, env?: NodeJS.ProcessEnv}} options
 * @returns {Promise<string[] | undefined>} their paths
 */
export async function ensureS3a({ root, log = () => {}, env = process.env }) {
  if ((env.PODSHIFT_PYSPARK ?? PYSPARK) !== PYSPARK) return undefined;
  const folder = join(root, ".tmp", `s3a-${PYSPARK}`);
  const ready = join(folder, ".ready");
  if (!existsSync(ready)) {
    const there = await run("mvn", ["--version"], { env }).then(
      () => true,
      () => false,
    );
    if (!there) return undefined;
    log("fetching the jars with which Spark writes to S3");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const pom = join(root, "scripts", "spark", "s3a", "pom.xml");
    const options = [`-DoutputDirectory=${folder}`, `-DexcludeGroupIds=${HAS.join(",")}`];
    await run("mvn", ["--quiet", "--batch-mode", "--file", pom, "dependency:copy-dependencies", ...options], { env });
    writeFileSync(ready, "");
  }
  const jars = readdirSync(folder).filter((name) => name.endsWith(".jar"));
  return jars.map((name) => join(folder, name));
}

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { linesIn } from "../../../provider/src/util/lines";
import type { MadeLog } from "./randomLog";

const ROOT = resolve(__dirname, "..", "..", "..");
const JOB = join(ROOT, "provider", "spark");

/** podshift's command line, built. */
export const PODSHIFT = createRequire(__filename)
  .resolve("podshift/package.json")
  .replace("package.json", "dist/cli/main.js");
export const PODSHIFT_COMMAND = `${process.execPath} ${PODSHIFT}`;

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input: AsyncIterable<string> | undefined = undefined,
): Promise<Ended> {
  const child = spawn(command, args, { env, cwd: ROOT });
  const ended = endOf(child);
  child.stdin.on("error", () => undefined);
  if (input !== undefined)
    for await (const text of input) if (!child.stdin.write(text)) await once(child.stdin, "drain");
  child.stdin.end();
  return ended;
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: out.join(""), err: err.join("") };
}

/** The environment of Spark: everything on this machine's own loopback, nothing of the user's settings. */
function sparkEnv(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const python = pythonOf();
  return {
    ...process.env,
    PATH: `${dirname(python)}:${process.env.PATH}`,
    PYSPARK_PYTHON: python,
    PYTHONPATH: JOB,
    SPARK_LOCAL_IP: "127.0.0.1",
    PYTHONDONTWRITEBYTECODE: "1",
    ...more,
  };
}

/** A program of Python that has the job's package, as arguments of `run`. */
export function sparkPython(args: readonly string[]): [string, readonly string[], NodeJS.ProcessEnv] {
  return [pythonOf(), args, sparkEnv({})];
}

/** Python with PySpark, as scripts/testSpark.mjs sets it up. */
function pythonOf(): string {
  const python = process.env.PODSHIFT_SPARK_PYTHON;
  if (python === undefined) throw new Error("these tests are started by npm run test:spark");
  return python;
}

const SETTINGS = { "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.driver.host": "127.0.0.1" };
const CONF = Object.entries(SETTINGS).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);

/** Where a job runs, and with what settings of Spark. */
export interface Where {
  readonly master?: string;
  readonly conf?: Readonly<Record<string, string>>;
  /** Jars that Spark doesn't bring. */
  readonly jars?: readonly string[];
}

/** Runs the job as a user does: on two cores, with four tries a task, when nothing else is said. */
export function runJob(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { master = "local[2,4]", conf = {}, jars = [] }: Where = {},
): Promise<Ended> {
  const submit = join(dirname(pythonOf()), "spark-submit");
  const settings = [...CONF, ...Object.entries(conf).flatMap(([name, value]) => ["--conf", `${name}=${value}`])];
  const more = jars.length === 0 ? [] : ["--jars", jars.join(",")];
  const options = ["--master", master, ...settings, ...more, join(JOB, "podshift_catch_up.py"), ...args];
  return run(submit, options, sparkEnv(env));
}

/** The jars with which Spark writes to S3, as scripts/testSpark.mjs sets them up; none where it couldn't. */
export function s3aJars(): readonly string[] {
  return (process.env.PODSHIFT_SPARK_S3A ?? "").split(",").filter((jar) => jar !== "");
}

/** A class of Spark's own, as its programs are started. */
export function sparkClass(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  return spawn(join(dirname(pythonOf()), "spark-class"), args, {
    env: { ...sparkEnv(env), PYTHONPATH: "" },
    cwd: ROOT,
  });
}

export interface FoldAnswer {
  readonly error?: string;
  readonly entries: number;
  readonly records: number;
  readonly seconds: number;
}

/** One Spark session that folds many logs. */
export class SparkFolds {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<Ended>;

  constructor(memory = "1g") {
    const args = ["--master", "local[2]", "--driver-memory", memory, ...CONF, "pyspark-shell"];
    const env = sparkEnv({ PYSPARK_SUBMIT_ARGS: args.join(" ") });
    this.#child = spawn(pythonOf(), [join(__dirname, "fold_many.py"), PODSHIFT_COMMAND], { env, cwd: ROOT });
    this.#lines = linesIn(this.#child.stdout)[Symbol.asyncIterator]();
    this.#ended = endOf(this.#child);
  }

  /** Resolves with Spark's version once it has started. */
  async ready(): Promise<string> {
    return (await this.#hear<{ ready: string }>()).ready;
  }

  /** Folds a log; the lines are in the folder `out` then, a file a part. */
  async fold(log: Omit<MadeLog, "folder">, out: string, { parts = 3, chunks = 4 } = {}): Promise<FoldAnswer> {
    const { url, segments, watermark } = log;
    this.#child.stdin.write(`${JSON.stringify({ log: url, segments, watermark, parts, chunks, out })}\n`);
    return this.#hear<FoldAnswer>();
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
  }

  async #hear<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`Spark has ended: ${(await this.#ended).err.slice(-4_000)}`);
    return JSON.parse(value) as T;
  }
}

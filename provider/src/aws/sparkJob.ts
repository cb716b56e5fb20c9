import { readLogUrl } from "./logPlace";

/** Files of the job, by their names in its folder. */
const JOB_FILES = {
  /** `spark/` of the package podshift. */
  entryPoint: "podshift_catch_up.py",
  modules: "podshift_spark.zip",
  /** Node, and podshift installed with it (`npm install --global`), for every worker. */
  node: "node.tar.gz",
} as const;

/** How podshift is called where that archive is unpacked. */
const PODSHIFT = "./node/bin/node ./node/lib/node_modules/podshift/dist/cli/main.js";
/**
 * Of the driver and of each executor: as large as what EMR Serverless gives by default, named so that tasks can be counted.
 * The overhead is for the processes beside Spark's: Node and Python for each core (docs/spark.md).
 */
const WORKER = { cores: 4, memory: "12g", overhead: "3g" } as const;

/** What a job run is made of. */
export interface SparkRun {
  readonly applicationId: string;
  readonly roleArn: string;
  readonly name: string;
  readonly logUrl: string;
  /** `s3://bucket/folder` of the job's files. */
  readonly files: string;
  readonly secretArn: string;
  /** Further arguments of the job. */
  readonly args: readonly string[];
  readonly timeoutMinutes: number;
  /** Virtual CPUs that the application may have. */
  readonly maxVcpus: number;
}

/** The request `StartJobRun`, as the AWS CLI and the SDKs take it. */
export interface StartJobRun {
  /** Of the application in EMR Serverless. */
  readonly applicationId: string;
  /** That the job runs as. */
  readonly executionRoleArn: string;
  /** Of the job run. */
  readonly name: string;
  /** After which the job is ended. */
  readonly executionTimeoutMinutes: number;
  /** What runs, with which arguments. */
  readonly jobDriver: object;
  /** Spark's settings. */
  readonly configurationOverrides: object;
}

/**
 * Names of properties whose values Spark hides where it shows its settings. Its own list (Spark 3.5: secret, password,
 * token, access key) knows no API key.
 */
const HIDDEN = "(?i)secret|password|token|access[.]?key|api[_.]?key";

/**
 * A run of the job. The API key is named, not given: EMR Serverless fetches a value that begins with `EMR.secret@` from
 * Secrets Manager when the job starts (docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/secrets-manager.html).
 */
export function startJobRun(run: SparkRun): StartJobRun {
  const { applicationId, roleArn, name, logUrl, secretArn, args, timeoutMinutes } = run;
  const files = run.files.replace(/\/+$/, "");
  const key = `EMR.secret@${secretArn}`;
  const region = readLogUrl(logUrl)?.region;
  const environment = (variable: string, value: string) => ({
    [`spark.emr-serverless.driverEnv.${variable}`]: value,
    [`spark.executorEnv.${variable}`]: value,
  });
  const properties = {
    "spark.archives": `${files}/${JOB_FILES.node}#node`,
    "spark.submit.pyFiles": `${files}/${JOB_FILES.modules}`,
    "spark.redaction.regex": HIDDEN,
    ...workers(run.maxVcpus),
    ...environment("PINECONE_API_KEY", key),
    ...(region === undefined ? {} : environment("AWS_REGION", region)),
  };
  return {
    applicationId,
    executionRoleArn: roleArn,
    name,
    executionTimeoutMinutes: timeoutMinutes,
    jobDriver: {
      sparkSubmit: {
        entryPoint: `${files}/${JOB_FILES.entryPoint}`,
        entryPointArguments: ["--log", logUrl, "--podshift", PODSHIFT, ...args],
      },
    },
    configurationOverrides: { applicationConfiguration: [{ classification: "spark-defaults", properties }] },
  };
}

/** The job shares the budgets of a namespace among as many tasks as may run at once: it must know how many. */
function workers(maxVcpus: number): Readonly<Record<string, string>> {
  const { cores, memory, overhead } = WORKER;
  return {
    "spark.driver.cores": String(cores),
    "spark.driver.memory": memory,
    "spark.driver.memoryOverhead": overhead,
    "spark.executor.cores": String(cores),
    "spark.executor.memory": memory,
    "spark.executor.memoryOverhead": overhead,
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.maxExecutors": String(Math.max(1, Math.floor((maxVcpus - cores) / cores))),
  };
}

/** The same as a command for a shell. */
export function startCommand(request: StartJobRun): string {
  const options: readonly [string, string][] = [
    ["application-id", request.applicationId],
    ["execution-role-arn", request.executionRoleArn],
    ["name", request.name],
    ["execution-timeout-minutes", String(request.executionTimeoutMinutes)],
    ["job-driver", JSON.stringify(request.jobDriver)],
    ["configuration-overrides", JSON.stringify(request.configurationOverrides)],
  ];
  return ["aws emr-serverless start-job-run", ...options.map(([key, value]) => `--${key} ${quoted(value)}`)].join(" ");
}

function quoted(value: string): string {
  return /^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

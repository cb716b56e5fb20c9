import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sparkClass } from "./spark";

/** Two names of this machine: Spark runs a task a second time only where it takes another host for it. */
const HOSTS = ["127.0.0.1", "localhost"] as const;
const EXECUTOR = "CoarseGrainedExecutorBackend";

/** A master and two workers of Spark, each a process of its own, as are their executors. */
export class Cluster {
  readonly #workers: { child: ChildProcessWithoutNullStreams; readonly host: string }[] = [];

  private constructor(
    readonly url: string,
    readonly folder: string,
    readonly master: ChildProcessWithoutNullStreams,
  ) {}

  static async start(folder: string): Promise<Cluster> {
    const options = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
    const master = sparkClass(["org.apache.spark.deploy.master.Master", ...options], {});
    const url = await said(master, /spark:\/\/127\.0\.0\.1:\d+/);
    const cluster = new Cluster(url, folder, master);
    // Also when this process ends in the midst of a test; executors end with their workers.
    process.once("exit", () => cluster.#kill());
    for (const host of HOSTS) cluster.#workers.push({ child: await cluster.#worker(host), host });
    return cluster;
  }

  async #worker(host: string): Promise<ChildProcessWithoutNullStreams> {
    const folder = join(this.folder, `worker-${host}-${Math.random()}`);
    mkdirSync(folder, { recursive: true });
    const options = ["--host", host, "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", folder];
    const worker = sparkClass(["org.apache.spark.deploy.worker.Worker", ...options, this.url], {
      SPARK_LOCAL_IP: "127.0.0.1",
      SPARK_LOCAL_HOSTNAME: host,
    });
    await said(worker, /Successfully registered with master/);
    return worker;
  }

  /** Kills the worker that runs an executor, as a machine that goes down; another comes in its place. */
  async killWorkerOf(executor: number): Promise<void> {
    const worker = this.#workers.find(({ child }) => child.pid === parentOf(executor)?.pid);
    if (worker === undefined) assert.fail(`executor ${executor} has no worker`);
    worker.child.kill("SIGKILL");
    kill(executor);
    worker.child = await this.#worker(worker.host);
  }

  #kill(): void {
    for (const child of [this.master, ...this.#workers.map((worker) => worker.child)]) child.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    const children = [...this.#workers.map(({ child }) => child), this.master];
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }),
    );
  }
}

/** The executor that a task's child runs under; undefined once either is gone. */
export function executorOf(child: number): number | undefined {
  let at: Process | undefined = processOf(child);
  while (at !== undefined && at.pid > 1 && !at.command.includes(EXECUTOR)) at = processOf(at.parent);
  return at?.command.includes(EXECUTOR) ? at.pid : undefined;
}

/** False when it is gone already. */
export function kill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processOf(pid: number): Process | undefined {
  try {
    const text = execFileSync("ps", ["-ww", "-o", "ppid=,args=", "-p", `${pid}`], { encoding: "utf8" }).trim();
    const [parent = "", ...command] = text.split(/\s+/);
    return { pid, parent: Number(parent), command: command.join(" ") };
  } catch {
    return undefined;
  }
}

function parentOf(pid: number): Process | undefined {
  const found = processOf(pid);
  return found && processOf(found.parent);
}

/** Resolves with what matches in a program's log, which is read on then. */
function said(child: ChildProcessWithoutNullStreams, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const hear = (more: string) => {
      if (text.length > 1_000_000) return;
      text += more;
      const [found] = wanted.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`it ended with ${code} before it said ${wanted}: ${text.slice(-2_000)}`)),
    );
  });
}

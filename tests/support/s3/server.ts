import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const ROOT = resolve(__dirname, "..", "..", "..");

/** A server that speaks S3, with one bucket. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** Credentials and settings for processes that use it. */
  readonly env: Record<string, string>;
  /** A write log's URL on it. */
  url(prefix?: string): string;
  stop(): Promise<void>;
}

export type S3ServerKind = "gofakes3" | "moto";

const BUCKET = "podshift-test";

/** What the SDK's own chain finds, and nothing of the machine's: no profile, no metadata service is asked. */
const ENV = {
  AWS_ACCESS_KEY_ID: "AKIAPODSHIFTTEST0000",
  AWS_SECRET_ACCESS_KEY: "podshift-test-secret",
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

/**
 * Starts a server in a process of its own, empty but for its bucket. It ends with this process, even when that is killed
 * (moto: only when that ends by itself).
 *
 * @param kind which server; PODSHIFT_S3_SERVER=moto makes moto the one that is taken when nothing is said
 */
export async function startS3Server(kind: S3ServerKind = defaultKind()): Promise<S3Server> {
  const { child, port } = await (kind === "moto" ? startMoto() : startFake());
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const endpoint = `http://127.0.0.1:${port}`;
  if (kind === "moto") await makeBucket(endpoint);
  return {
    ...{ endpoint, bucket: BUCKET, env: { ...ENV } },
    url: (prefix = "") => `s3://${BUCKET}${prefix === "" ? "" : `/${prefix}`}?endpoint=${endpoint}`,
    stop: async () => {
      process.removeListener("exit", end);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      end();
      await ended;
    },
  };
}

function defaultKind(): S3ServerKind {
  return process.env.PODSHIFT_S3_SERVER === "moto" ? "moto" : "gofakes3";
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startFake(): Promise<Started> {
  const { ensureS3Server } = await load<{ ensureS3Server(): Promise<string> }>("s3Server.mjs");
  const child = spawn(await ensureS3Server(), ["-bucket", BUCKET], { stdio: ["pipe", "pipe", "inherit"] });
  return { child, port: Number(await lineOf(child, child.stdout, /"port":(\d+)/)) };
}

async function startMoto(): Promise<Started> {
  const { ensureMotoServer } = await load<{ ensureMotoServer(at: { root: string }): Promise<string | undefined> }>(
    "motoServer.mjs",
  );
  const program = await ensureMotoServer({ root: ROOT });
  if (program === undefined) throw new Error("moto's server needs Python");
  const child = spawn(program, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  return { child, port: Number(await lineOf(child, child.stderr, /Running on http:\/\/127\.0\.0\.1:(\d+)/)) };
}

/** The first group of the first line that matches; what comes later is read and dropped. */
async function lineOf(child: ChildProcess, stream: Readable, wanted: RegExp): Promise<string> {
  const lines: Interface = createInterface({ input: stream });
  return new Promise((found, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`the S3 server ended with ${code} before it listened`)));
    lines.on("line", (line) => {
      const match = wanted.exec(line)?.[1];
      if (match !== undefined) found(match);
    });
  });
}

async function makeBucket(endpoint: string): Promise<void> {
  const { status } = await fetch(`${endpoint}/${BUCKET}`, { method: "PUT" });
  if (status !== 200) throw new Error(`the bucket was not made: ${status}`);
}

/** Loads an ES module of scripts/setup: ts-node would turn a plain import() into require(). */
function load<T>(file: string): Promise<T> {
  const importModule = new Function("url", "return import(url)") as (url: string) => Promise<T>;
  return importModule(pathToFileURL(join(ROOT, "scripts", "setup", file)).href);
}

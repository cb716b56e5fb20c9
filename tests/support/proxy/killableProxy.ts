import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** As built, as an operator runs it. */
const CLI = join(dirname(createRequire(__filename).resolve("podshift/package.json")), "dist", "cli", "main.js");

const SKEWED_CLOCK = join(__dirname, "skewedClock.cjs");

/** `podshift proxy` in a process of its own, killed and started again at the same port. */
export class KillableProxy {
  #child: ChildProcessByStdio<null, null, Readable>;
  #port = 0;

  private constructor(
    readonly name: string,
    readonly log: string,
    /** Milliseconds that its clock is ahead of the machine's. */
    readonly aheadMs: number,
  ) {
    this.#child = this.#spawn();
  }

  static async start(name: string, log: string, aheadMs = 0): Promise<KillableProxy> {
    const proxy = new KillableProxy(name, log, aheadMs);
    await proxy.#ready();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#child = this.#spawn();
    await this.#ready();
  }

  /** As an operator would; fails when it doesn't end well. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`${this.name} ended with ${exitCode ?? signalCode}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }

  #spawn(): ChildProcessByStdio<null, null, Readable> {
    const args = ["proxy", "--log", this.log, "--listen", `127.0.0.1:${this.#port}`, "--name", this.name];
    const env = { ...process.env, NODE_V8_COVERAGE: "", PODSHIFT_CLOCK_MS: String(this.aheadMs) };
    const clock = this.aheadMs === 0 ? [] : ["-r", SKEWED_CLOCK];
    return spawn(process.execPath, [...clock, CLI, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  }

  async #ready(): Promise<void> {
    const lines = createInterface({ input: this.#child.stderr });
    let told = "";
    const ready = new Promise<string>((resolve) => {
      lines.on("line", (line) => {
        told = `${told}${line}\n`.slice(-2_000);
        if (line.startsWith('{"at"') && line.includes('"event":"ready"')) resolve(line);
      });
    });
    const line = await Promise.race([ready, once(this.#child, "exit").then(() => undefined)]);
    if (line === undefined) throw new Error(`${this.name} ended before it was ready\n${told}`);
    const { listen } = JSON.parse(line) as { listen: string };
    this.#port = Number(listen.split(":").at(-1));
  }
}

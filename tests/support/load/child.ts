import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { loopbackOnlyEnv } from "../loopbackOnly";

/** A Node process that prints one JSON line when it is ready. */
export class Child {
  #errors = "";

  private constructor(
    readonly name: string,
    readonly process: ChildProcess,
  ) {
    process.stderr?.on("data", (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk.toString()}`.slice(-4_000);
    });
  }

  /** Starts it and waits for its line. */
  static async start(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ child: Child; line: Record<string, unknown> }> {
    const spawned = spawn(process.execPath, args, {
      env: { ...loopbackOnlyEnv(), NODE_V8_COVERAGE: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const child = new Child(name, spawned);
    const lines = createInterface({ input: spawned.stdout });
    const first = await Promise.race([
      once(lines, "line").then(([line]) => String(line)),
      once(spawned, "exit").then(() => undefined),
    ]);
    if (first === undefined) throw new Error(`${name} ended before it was ready\n${child.errors}`);
    return { child, line: JSON.parse(first) as Record<string, unknown> };
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** The last it printed on stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** Asks it to end, and fails when it doesn't end well. */
  async stop(): Promise<void> {
    if (this.running) {
      const ended = once(this.process, "exit");
      this.process.kill("SIGTERM");
      await ended;
    }
    const { exitCode, signalCode } = this.process;
    if (exitCode !== 0) throw new Error(`${this.name} ended with ${exitCode ?? signalCode}\n${this.errors}`);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (!this.running) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}

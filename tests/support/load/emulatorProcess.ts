import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Child } from "./child";

const CLI = join(dirname(createRequire(__filename).resolve("pinecone-emulator")), "cli.js");

export interface EmulatorProcessOptions {
  readonly apiKey: string;
  /** Folder in which it survives its end; without it everything is in memory. */
  readonly data?: string;
  readonly consistencyMs?: number;
  /** The control plane's; left out: a free one. */
  readonly port?: number;
}

/** The emulator as a process of its own, that can be killed and started again at the same address. */
export class EmulatorProcess {
  #faults: object | undefined;

  private constructor(
    readonly options: EmulatorProcessOptions,
    readonly url: string,
    private child: Child,
  ) {}

  static async start(options: EmulatorProcessOptions): Promise<EmulatorProcess> {
    const { child, line } = await Child.start("emulator", argsOf(options, options.port ?? 0));
    return new EmulatorProcess(options, String(line.controlPlane), child);
  }

  /** Requests that go wrong from now on, also after a restart. */
  async setFaults(document: object): Promise<void> {
    this.#faults = document;
    await this.#own("POST", document);
  }

  async clearFaults(): Promise<void> {
    this.#faults = undefined;
    await this.#own("DELETE");
  }

  /** How often each rule struck. */
  async struck(): Promise<number[]> {
    const { rules } = (await this.#own("GET")) as { rules: { struck: number }[] };
    return rules.map((rule) => rule.struck);
  }

  /** kill -9. */
  kill(): Promise<void> {
    return this.child.kill();
  }

  /** SIGSTOP: connections stay, and nothing is answered until SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.child.process.kill(signal);
  }

  async restart(): Promise<void> {
    await this.kill();
    const { child } = await Child.start("emulator", argsOf(this.options, Number(new URL(this.url).port)));
    this.child = child;
    if (this.#faults !== undefined) await this.#own("POST", this.#faults);
  }

  async #own(method: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/_emulator/faults`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`faults: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

function argsOf({ apiKey, data, consistencyMs = 0 }: EmulatorProcessOptions, port: number): string[] {
  const kept = data === undefined ? [] : ["--data", data];
  return [CLI, "--port", String(port), "--api-key", apiKey, "--consistency-ms", String(consistencyMs), ...kept];
}

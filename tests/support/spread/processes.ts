import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { linesIn } from "../../../provider/src/util/lines";

const BIN = createRequire(__filename).resolve("podshift/package.json").replace("package.json", "dist/cli/main.js");

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `podshift spread ...` as processes of their own, as Spark runs them. */
export class SpreadProcesses {
  readonly #all = new Set<ChildProcessWithoutNullStreams>();

  constructor(readonly controller: string) {}

  start(args: readonly string[]): ChildProcessWithoutNullStreams {
    const env = { ...process.env, PINECONE_API_KEY: "spread-key", PINECONE_CONTROLLER_HOST: this.controller };
    const child = spawn(process.execPath, [BIN, "spread", ...args], { env });
    child.stdin.on("error", () => undefined);
    this.#all.add(child);
    child.once("close", () => this.#all.delete(child));
    return child;
  }

  /** Runs one to its end, with these lines on its standard input. */
  async run(args: readonly string[], lines: readonly string[] = []): Promise<Ended> {
    const child = this.start(args);
    const ended = endOf(child);
    child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    return ended;
  }

  lead(args: readonly string[]): Leader {
    return new Leader(this.start(["lead", ...args]));
  }

  async stop(): Promise<void> {
    const all = [...this.#all];
    for (const child of all) child.kill("SIGKILL");
    await Promise.all(all.map((child) => child.exitCode ?? child.signalCode ?? once(child, "close")));
  }
}

export type Event = { readonly event: string } & Record<string, unknown>;

/** The driver's side of a leader. */
export class Leader {
  readonly ended: Promise<Ended>;
  readonly #heard: string[] = [];
  #over = false;
  #wake: () => void = () => undefined;

  constructor(readonly child: ChildProcessWithoutNullStreams) {
    this.ended = endOf(child);
    // Read to its end, whoever listens: else the process is never seen to close.
    void this.#read();
  }

  /** The next line. */
  async hears<T = Event>(): Promise<T> {
    for (;;) {
      const next = this.#heard.shift();
      if (next !== undefined) return JSON.parse(next) as T;
      if (this.#over) throw new Error(`the leader has ended: ${(await this.ended).err}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async asks<T = Event>(command: object): Promise<T> {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
    return this.hears<T>();
  }

  async #read(): Promise<void> {
    for await (const line of linesIn(this.child.stdout)) {
      this.#heard.push(line);
      this.#wake();
    }
    this.#over = true;
    this.#wake();
  }
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString("utf8")));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: out.join(""), err: err.join("") };
}

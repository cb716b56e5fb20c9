import { once } from "node:events";
import { createInterface } from "node:readline";
import { endSession, signal as sendSignal, startInSession } from "./processes";
import { lineTrimmer } from "./pulumiLines";
import type { Terminal } from "./terminal";

export const STACK = "demo";
/** How long a stopped command may take to save its state. */
const STOP_MS = 5_000;

/** A command ended with an error; what it printed was shown, or is in the message. */
export class PulumiFailed extends Error {}

export interface Pulumi {
  /** Runs `pulumi preview` or `up` and shows what it prints, as it comes. */
  show(kind: "preview" | "up"): Promise<void>;
  /** Runs a command quietly; gives what it printed. `input` is its standard input: a secret is no argument. */
  ask(args: readonly string[], input?: string): Promise<string>;
}

/** The real CLI in the project's folder. */
export function pulumiIn(
  root: string,
  { env, terminal, signal }: { env: NodeJS.ProcessEnv; terminal: Terminal; signal: AbortSignal },
): Pulumi {
  const trimFor = lineTrimmer();
  return {
    async show(kind) {
      const args = [kind, "--stack", STACK, ...(kind === "up" ? ["--yes", "--skip-preview"] : [])];
      terminal.line(terminal.paint("dim", `$ pulumi ${args.join(" ")}`));
      const trim = trimFor(kind);
      const onLine = (line: string) => {
        for (const each of trim(line)) terminal.line(each === "" ? "" : `  ${each}`);
      };
      const looks = ["--non-interactive", "--suppress-progress", "--color", terminal.isColoured ? "always" : "never"];
      await run(root, [...args, ...looks], { env, signal, onLine, stopMs: STOP_MS });
    },
    async ask(args, input) {
      const lines: string[] = [];
      const onLine = (line: string) => void lines.push(line);
      await run(root, [...args, "--non-interactive"], { env, signal, input, onLine, stopMs: 0 });
      return lines.join("\n");
    },
  };
}

interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly input?: string | undefined;
  readonly onLine: (line: string) => void;
  /** How long the command may go on once it is asked to stop. */
  readonly stopMs: number;
}

async function run(root: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { env, signal, input, onLine, stopMs } = options;
  signal.throwIfAborted();
  const child = startInSession("pulumi", args, {
    cwd: root,
    env,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const { pid } = child;
  const errors: string[] = [];
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", onLine);
  if (child.stderr !== null) createInterface({ input: child.stderr }).on("line", (line) => void errors.push(line));
  child.stdin?.end(input);
  // A plugin that outlives the command would keep its output open, too.
  if (pid !== undefined) child.once("exit", () => endSession(pid));
  const stopped = stopOn(signal, pid, stopMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    signal.throwIfAborted();
    if (code !== 0) throw new PulumiFailed([`\`pulumi ${args.join(" ")}\` failed.`, ...errors].join("\n"));
  } finally {
    stopped.forget();
  }
}

/** Once the signal comes: as one Ctrl-C does, and after `stopMs` the end. */
function stopOn(signal: AbortSignal, pid: number | undefined, stopMs: number): { forget(): void } {
  let deadline: NodeJS.Timeout | undefined;
  const stop = () => {
    if (pid === undefined) return;
    sendSignal(pid, "SIGINT");
    deadline = setTimeout(() => endSession(pid), stopMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  return {
    forget() {
      clearTimeout(deadline);
      signal.removeEventListener("abort", stop);
    },
  };
}

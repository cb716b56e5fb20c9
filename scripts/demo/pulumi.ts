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
      const onLine = terminal.isTty ? undefined : (line: string) => trim(line).forEach(indented(terminal));
      await run(root, ["--non-interactive", ...args].slice(terminal.isTty ? 1 : 0), { env, signal, onLine });
    },
    async ask(args, input) {
      const lines: string[] = [];
      await run(root, [...args, "--non-interactive"], { env, signal, input, onLine: (line) => void lines.push(line) });
      return lines.join("\n");
    },
  };
}

function indented(terminal: Terminal): (line: string) => void {
  return (line) => terminal.line(line === "" ? "" : `  ${line}`);
}

interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly input?: string | undefined;
  /** Without it the command writes to the terminal itself, which it then does with its live display. */
  readonly onLine: ((line: string) => void) | undefined;
}

async function run(root: string, args: readonly string[], { env, signal, input, onLine }: RunOptions): Promise<void> {
  signal.throwIfAborted();
  const output = onLine === undefined ? "inherit" : "pipe";
  const child = startInSession("pulumi", args, {
    cwd: root,
    env,
    stdio: [input === undefined ? "ignore" : "pipe", output, output],
  });
  const errors: string[] = [];
  if (onLine !== undefined && child.stdout !== null) createInterface({ input: child.stdout }).on("line", onLine);
  if (child.stderr !== null) createInterface({ input: child.stderr }).on("line", (line) => void errors.push(line));
  child.stdin?.end(input);
  const stop = () => stopGently(child.pid);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const [code] = (await once(child, onLine === undefined ? "exit" : "close")) as [number | null];
    signal.throwIfAborted();
    if (code !== 0) throw new PulumiFailed([`\`pulumi ${args.join(" ")}\` failed.`, ...errors].join("\n"));
  } finally {
    signal.removeEventListener("abort", stop);
    if (child.pid !== undefined) endSession(child.pid);
  }
}

/** As one Ctrl-C does; a command that goes on nonetheless is ended. */
function stopGently(pid: number | undefined): void {
  if (pid === undefined) return;
  sendSignal(pid, "SIGINT");
  setTimeout(() => endSession(pid), STOP_MS).unref();
}

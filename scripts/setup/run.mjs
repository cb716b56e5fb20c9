import { spawn } from "node:child_process";

/** A command that did not end with 0; its output is in the message. */
export class CommandFailed extends Error {}

/**
 * Runs a command to its end, and ends it with this process.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, onWait?: (seconds: number) => void}} [options]
 *   `show`: its output goes to the terminal as it comes; else it is given back, or in the error.
 *   `onWait`: called every 15 seconds while it runs.
 * @returns {Promise<string>} what it printed
 */
export function run(command, args, { cwd, env = process.env, show = false, timeoutMs, onWait } = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    const end = () => child.kill("SIGTERM");
    const deadline = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
    const ticker = onWait && setInterval(() => onWait(Math.round((Date.now() - started) / 1000)), 15_000);
    process.once("exit", end);
    const settle = () => {
      clearTimeout(deadline);
      clearInterval(ticker);
      process.removeListener("exit", end);
    };
    child.on("error", (error) => {
      settle();
      reject(new CommandFailed(`${command}: ${error.message}`));
    });
    child.on("exit", (code, signal) => {
      settle();
      if (code === 0) resolve(output);
      else
        reject(new CommandFailed(`${command} ${args.join(" ")} ended with ${code ?? signal}\n${output.slice(-4000)}`));
    });
  });
}

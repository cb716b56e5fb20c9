// Processes of a benchmark of which the first line says where they are.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = join(__dirname, "..");

export interface Child {
  readonly process: ChildProcess;
  /** Its first line, which is JSON. */
  readonly line: Record<string, unknown>;
}

/** Starts a script in Node. */
export function startNode(args: readonly string[], output: "stdout" | "stderr" = "stdout"): Promise<Child> {
  return started(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], cwd: ROOT }), output);
}

export async function started(child: ChildProcess, output: "stdout" | "stderr" = "stdout"): Promise<Child> {
  const [from, other] = output === "stdout" ? [child.stdout, child.stderr] : [child.stderr, child.stdout];
  if (from === null) throw new Error("a child whose output is a pipe was asked for");
  other?.pipe(process.stderr);
  const lines = createInterface({ input: from });
  const [line] = (await Promise.race([once(lines, "line"), once(lines, "close")])) as [string?];
  if (line === undefined) throw new Error(`${child.spawnfile} ended before it said where it is`);
  return { process: child, line: JSON.parse(line) as Record<string, unknown> };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

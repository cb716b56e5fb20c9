import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Starts a process in a session of its own: Ctrl-C in the terminal reaches only the demo, which ends what it started in
 * order, and whatever that process starts in turn can be found by the session.
 */
export function startInSession(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, detached: true });
}

/** Ends everything that is left of a session: plugins outlive a CLI that was killed. */
export function endSession(leader: number): void {
  for (const pid of membersOf(leader)) signal(pid, "SIGKILL");
  signal(-leader, "SIGKILL");
}

/** Ends every process that was started with this in its environment; where there is no process table, none is found. */
export function endAllWith(variable: string, value: string): void {
  const mark = `${variable}=${value}`;
  for (const pid of processes()) {
    if (pid !== process.pid && fileOf(pid, "environ").split("\0").includes(mark)) signal(pid, "SIGKILL");
  }
}

/** Processes of a session, by Linux's process table; elsewhere only the leader's own group is known (endSession). */
function membersOf(leader: number): number[] {
  return processes().filter((pid) => sessionInStat(fileOf(pid, "stat")) === leader);
}

function processes(): number[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function fileOf(pid: number, name: "stat" | "environ"): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    // It ended since the list was read, or is another user's.
    return "";
  }
}

/** Fields of `/proc/PID/stat` follow the name, which stands in parentheses and may hold any: state, parent, group, session. */
export function sessionInStat(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

/** Sends a signal; false when there is no such process. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    // Another user's process: there is one, but it isn't ours.
    if ((error as NodeJS.ErrnoException).code === "EPERM") return name === 0;
    throw error;
  }
}

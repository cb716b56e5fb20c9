import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endAllWith, endSession, isAlive } from "./processes";

/** What a demo notes of itself, so that another run can tell whether it still goes on, and end what it left. */
export interface DemoNote {
  /** The demo's own process. */
  readonly pid: number;
  readonly emulatorPid?: number;
  /** True when it ended and left everything in place, as `--keep` asks. */
  readonly kept?: boolean;
}

/** Where the demo keeps everything: one folder and, in `stacks`, the stack's file. */
export interface DemoFolder {
  readonly path: string;
  readonly stackFile: string;
  readonly state: string;
  readonly home: string;
  readonly emulatorLog: string;
  /** For temporary files of the commands that the demo runs, and of nothing else. */
  readonly temporary: string;
  /** Relative to the project, as the stack file wants it. */
  readonly reports: string;
}

/** A demo is there already: running, or kept. */
export class DemoExists extends Error {}

export function demoFolder(root: string): DemoFolder {
  const path = join(root, ".demo");
  return {
    path,
    stackFile: join(root, "stacks", "Pulumi.demo.yaml"),
    state: join(path, "state"),
    home: join(path, "home"),
    temporary: join(path, "tmp"),
    emulatorLog: join(path, "emulator.log"),
    reports: ".demo/reports",
  };
}

/**
 * Makes the folder. What a demo left that was killed is cleared away first.
 *
 * @throws DemoExists
 */
export function createDemoFolder(folder: DemoFolder): void {
  const note = readNote(folder);
  if (note?.kept === true) throw new DemoExists("A demo was kept. To end it:  npm run demo -- --end");
  if (note !== undefined && isAlive(note.pid)) throw new DemoExists(`A demo is running already (process ${note.pid}).`);
  if (note !== undefined) removeDemo(folder);
  if (existsSync(folder.stackFile)) {
    throw new DemoExists(`${folder.stackFile} is there already and not the demo's. Move it away, then try again.`);
  }
  for (const each of [folder.state, folder.home, folder.temporary]) mkdirSync(each, { recursive: true });
  writeNote(folder, { pid: process.pid });
}

export function readNote({ path }: DemoFolder): DemoNote | undefined {
  const file = join(path, "demo.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as DemoNote) : undefined;
}

export function writeNote({ path }: DemoFolder, note: DemoNote): void {
  writeFileSync(join(path, "demo.json"), `${JSON.stringify(note)}\n`);
}

/** Ends the emulator and removes every file of the demo. */
export function removeDemo(folder: DemoFolder): void {
  const emulator = readNote(folder)?.emulatorPid;
  if (emulator !== undefined && isEmulator(emulator)) endSession(emulator);
  // What a demo had started that was itself killed.
  endAllWith("TMPDIR", folder.temporary);
  rmSync(folder.stackFile, { force: true });
  rmSync(`${folder.stackFile}.bak`, { force: true });
  rmSync(folder.path, { recursive: true, force: true, maxRetries: 3 });
}

/** A process id may have gone to another process since it was noted. */
function isEmulator(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = existsSync("/proc/self/cmdline")
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8")
    : spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout;
  return commandLine.includes(join("emulator", "dist", "cli.js"));
}

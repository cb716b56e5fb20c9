import { setMaxListeners } from "node:events";
import {
  createDemoFolder,
  DemoExists,
  type DemoFolder,
  demoFolder,
  readNote,
  removeDemo,
  writeNote,
} from "./demoFolder";
import { goOnByHand } from "./goOnByHand";
import { isAlive } from "./processes";
import { PulumiFailed } from "./pulumi";
import { prepareScene, type Scene, type SceneOptions } from "./scene";
import { type Terminal, terminalOn } from "./terminal";
import { DemoFailed, walk } from "./walk";

export interface DemoOptions extends Omit<SceneOptions, "folder" | "terminal" | "signal"> {
  /** The folder that set-up put on PATH for the Pulumi CLI, if any. */
  readonly binDir: string | undefined;
}

const INTERRUPTED = 130;

/** Runs the whole demo and leaves nothing, or with `keep` everything, in place; gives the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const terminal = terminalOn(process.stdout, process.env);
  const folder = demoFolder(options.root);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const stop = () => stopping.abort();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
  try {
    createDemoFolder(folder);
  } catch (error) {
    if (!(error instanceof DemoExists)) throw error;
    console.error(error.message);
    return 1;
  }
  let kept = false;
  try {
    const scene = await prepareScene({ ...options, folder, terminal, signal: stopping.signal });
    await walk(scene);
    terminal.line();
    terminal.line(
      "An index of your own: docs/your-own-index.md, or docs/getting-started.md in a Pulumi project of yours.",
    );
    if (options.keep) keep(scene, options.binDir);
    kept = options.keep;
    return 0;
  } catch (error) {
    return explain(error, terminal, stopping.signal);
  } finally {
    if (!kept) cleanUp(folder, terminal);
  }
}

/** Ends what `--keep` left; gives the exit code. */
export async function endDemo(root: string): Promise<number> {
  const terminal = terminalOn(process.stdout, process.env);
  const folder = demoFolder(root);
  const note = readNote(folder);
  if (note === undefined) {
    terminal.line("There is no kept demo.");
    return 0;
  }
  if (note.kept !== true && isAlive(note.pid)) {
    console.error(`A demo is running (process ${note.pid}): end it there with Ctrl-C.`);
    return 1;
  }
  cleanUp(folder, terminal);
  return 0;
}

function keep({ folder, emulator, terminal, variables }: Scene, binDir: string | undefined): void {
  writeNote(folder, { pid: process.pid, emulatorPid: emulator.pid, kept: true });
  emulator.release();
  terminal.heading("Everything is left in place: go on by hand");
  for (const line of goOnByHand({ binDir, variables, emulator })) terminal.line(line);
}

function explain(error: unknown, terminal: Terminal, signal: AbortSignal): number {
  terminal.line();
  if (signal.aborted) {
    terminal.line("Stopped.");
    return INTERRUPTED;
  }
  const isExpected = error instanceof DemoFailed || error instanceof PulumiFailed;
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  terminal.line(`${terminal.paint("red", "The demo failed.")} ${text}`);
  return 1;
}

function cleanUp(folder: DemoFolder, terminal: Terminal): void {
  removeDemo(folder);
  terminal.line(
    terminal.paint("dim", "Cleaned up: the emulator is stopped, the demo's folder and stack file are removed."),
  );
}

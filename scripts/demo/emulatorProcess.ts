import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Connection } from "./loadRecords";
import { startInSession } from "./processes";

/** Short, but long enough to see the states go by. */
const DELAYS = ["--collection-seconds", "2", "--index-seconds", "3"];

export interface RunningEmulator extends Connection {
  readonly pid: number;
  /** Lets it live on when the demo ends. */
  release(): void;
}

/** Starts the emulator on free ports. It takes the key from its environment: arguments are seen by everyone. */
export async function startEmulatorProcess(
  root: string,
  { apiKey, log, onStart }: { apiKey: string; log: string; onStart: (pid: number) => void },
): Promise<RunningEmulator> {
  const cli = join(root, "emulator", "dist", "cli.js");
  const child = startInSession(process.execPath, [cli, "--port", "0", ...DELAYS], {
    cwd: root,
    env: { ...process.env, PINECONE_EMULATOR_API_KEY: apiKey },
    stdio: ["ignore", "pipe", openSync(log, "w")],
  });
  if (child.pid !== undefined) onStart(child.pid);
  const controlPlane = await Promise.race([listening(child), failed(child, log)]);
  return {
    controlPlane,
    apiKey,
    pid: child.pid ?? 0,
    release: () => {
      child.stdout?.destroy();
      child.unref();
    },
  };
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("the emulator has no output");
  const [line] = (await once(createInterface({ input: stdout }), "line")) as [string];
  const { controlPlane } = JSON.parse(line) as { controlPlane: string };
  return controlPlane;
}

async function failed(child: ChildProcess, log: string): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`the emulator ended with ${code ?? "a signal"} before it listened; it wrote to ${log}`);
}

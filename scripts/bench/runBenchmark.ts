import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Benchmark, Variant } from "./catalogue";
import { type Case, casesOf } from "./results";

export interface Ran {
  readonly cases: readonly Case[];
  readonly seconds: number;
  readonly failed?: string;
}

export interface RunRequest {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly benchmark: Benchmark;
  readonly variant: Variant;
  readonly rest: readonly string[];
  /** Minutes after which one process of it is ended. */
  readonly mostMinutes: number;
  /** Where what it prints goes as it comes. */
  readonly show: (text: Buffer) => void;
}

/** Runs a benchmark to its end, one process for each of its settings; what it prints is shown as it comes. */
export async function runBenchmark(request: RunRequest): Promise<Ran> {
  const { benchmark, variant } = request;
  const began = performance.now();
  const cases: Case[] = [];
  const failures: string[] = [];
  for (const sizes of benchmark.sizes[variant] ?? benchmark.sizes.standard) {
    const { output, ended } = await runOnce(request, sizes);
    cases.push(...casesOf(output));
    if (ended !== undefined) failures.push(ended);
  }
  if (failures.length === 0 && cases.length === 0) failures.push("printed no case");
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { cases, seconds, ...(failures.length === 0 ? {} : { failed: failures.join("; ") }) };
}

/** Sizes in the environment win over the catalogue's. */
async function runOnce(
  { root, env, benchmark, rest, mostMinutes, show }: RunRequest,
  sizes: Readonly<Record<string, string>>,
) {
  const args = ["-r", "ts-node/register/transpile-only", join("bench", `${benchmark.name}.ts`), ...rest];
  // A group of its own: what it started ends with it, however it ends.
  const child = spawn(process.execPath, args, {
    ...{ cwd: root, env: { ...sizes, ...env }, detached: true },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const endAll = () => endGroup(child.pid);
  process.once("exit", endAll);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endAll();
  }, mostMinutes * 60_000);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    show(chunk);
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  process.removeListener("exit", endAll);
  endAll();
  if (late) return { output, ended: `not done after ${mostMinutes} minutes` };
  return { output, ended: code === 0 ? undefined : `ended with ${code ?? signal}` };
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

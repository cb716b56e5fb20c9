// The client and the service of bench/proxy/lean, in Go: they leave the processors to what stands between them.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { ROOT, started, stop } from "../children";

/** What came of one round of calls: calls a second, and milliseconds of the median call. */
export interface Taken {
  readonly rate: number;
  readonly latency: number;
}

export interface Lean {
  readonly host: string;
  /** From now on it answers after half of so many milliseconds to one and a half of them. */
  around(ms: number): Promise<void>;
  /** So many calls of a kind to the host, so many of them under way. */
  round(host: string, name: string, parallel: number, calls: number): Promise<Taken>;
  stop(): Promise<void>;
}

export async function startLean(): Promise<Lean> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-lean-"));
  const program = join(folder, "lean");
  await promisify(execFile)("go", ["build", "-o", program, "."], { cwd: join(ROOT, "bench", "proxy", "lean") });
  const service = await started(spawn(program, ["service"], { stdio: ["pipe", "pipe", "inherit"] }));
  const load = spawn(program, ["load"], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
  const host = String(service.line.host);
  return {
    host,
    around: async (ms) => {
      const { ok, status } = await fetch(`${host}/around?ms=${ms}`, { method: "POST" });
      if (!ok) throw new Error(`the service refused its delay: ${status}`);
    },
    round: async (to, name, parallel, calls) => {
      load.stdin.write(`${JSON.stringify({ host: to, name, parallel, calls })}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`${name}: the client ended, see above`);
      return JSON.parse(value) as Taken;
    },
    stop: async () => {
      for (const child of [load, service.process]) await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { loopbackOnlyEnv } from "../loopbackOnly";

const CLI = join(dirname(createRequire(__filename).resolve("pinecone-emulator")), "cli.js");
/** Each with records of its own and one request under way at a time. */
const WRITERS = 6;
const RECORDS_OF_EACH = 5;
/** After how many answers a kill comes at most. */
const MOST_ANSWERS = 40;

export interface RoundsOptions {
  /** At most, when it ends with the first loss. */
  readonly rounds: number;
  readonly untilLost?: boolean;
  readonly seed: number;
  /** A module that the emulator's process loads first: the way to break it on purpose. */
  readonly preload?: string;
}

export interface RoundsResult {
  readonly acknowledged: number;
  /** What was acknowledged and is not there, or is there and was never asked for. */
  readonly lost: readonly string[];
}

/** What a record may be: the value that was acknowledged last, or the one that was asked for when the kill came. */
interface Expectation {
  acknowledged: number | undefined;
  asked: number | undefined;
}

/**
 * Writes to an emulator with a data folder, kills it with SIGKILL at a random moment after a random number of answers, starts
 * it again on the folder and looks whether every acknowledged write is there; again and again on the same folder.
 */
export async function killRounds({ rounds, untilLost = false, seed, preload }: RoundsOptions): Promise<RoundsResult> {
  const folder = mkdtempSync(join(tmpdir(), "emulator-killed-"));
  // By answers as well as by time: what a slow machine gets done within the same time may be next to nothing.
  const kills = fc.sample(
    fc.record({ answers: fc.integer({ min: 1, max: MOST_ANSWERS }), delay: fc.integer({ min: 5, max: 120 }) }),
    { numRuns: rounds, seed },
  );
  const records = new Map<string, Expectation>();
  const lost: string[] = [];
  let acknowledged = 0;
  let version = 0;
  let emulator = await start(folder, preload);
  try {
    const made = await send(emulator.url, "POST", "/indexes", {
      name: "docs",
      dimension: 2,
      spec: { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } },
    });
    const { host } = JSON.parse(made.text) as { host: string };
    for (const { answers, delay } of kills) {
      const agent = new Agent({ keepAlive: true });
      let killed = false;
      const before = acknowledged;
      let enough = () => {};
      const answered = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const write = async (id: string) => {
        version += 1;
        const value = version % 7 === 0 ? undefined : version;
        const expected = records.get(id) ?? { acknowledged: undefined, asked: undefined };
        records.set(id, { ...expected, asked: value });
        const [path, body] =
          value === undefined ? ["delete", { ids: [id] }] : ["upsert", { vectors: [{ id, values: [value, 1] }] }];
        const { status } = await send(host, "POST", `/vectors/${path}`, body, agent);
        if (status !== 200) throw new Error(`${path}: ${status}`);
        records.set(id, { acknowledged: value, asked: value });
        acknowledged += 1;
        if (acknowledged - before >= answers) enough();
      };
      const writer = async (number: number) => {
        for (let n = 0; !killed; n += 1) await write(`w${number}-${n % RECORDS_OF_EACH}`);
      };
      const ends = Promise.allSettled(Array.from({ length: WRITERS }, (_, number) => writer(number)));
      await Promise.race([answered, ends]);
      await new Promise((resolve) => setTimeout(resolve, delay));
      killed = true;
      emulator.child.kill("SIGKILL");
      await Promise.all([once(emulator.child, "exit"), ends]);
      agent.destroy();
      emulator = await start(folder, preload);
      lost.push(...(await compare(host, records)));
      if (untilLost && lost.length > 0) break;
    }
    return { acknowledged, lost };
  } finally {
    emulator.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks at every record, and takes what is there for acknowledged from now on. */
async function compare(host: string, records: Map<string, Expectation>): Promise<string[]> {
  const lost: string[] = [];
  const query = [...records.keys()].map((id) => `ids=${id}`).join("&");
  const { text } = await send(host, "GET", `/vectors/fetch?${query}`);
  const { vectors } = JSON.parse(text) as { vectors: Record<string, { values: number[] }> };
  for (const [id, { acknowledged, asked }] of records) {
    const found = vectors[id]?.values[0];
    if (found !== acknowledged && found !== asked) lost.push(`${id}: ${found} instead of ${acknowledged} or ${asked}`);
    records.set(id, { acknowledged: found, asked: found });
  }
  return lost;
}

async function start(folder: string, preload: string | undefined): Promise<{ child: ChildProcess; url: string }> {
  const first = preload === undefined ? [] : ["-r", preload];
  const child = spawn(process.execPath, [...first, CLI, "--port", "0", "--data", folder], {
    env: loopbackOnlyEnv(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, url: (JSON.parse(line) as { controlPlane: string }).controlPlane };
}

function send(
  host: string,
  method: string,
  path: string,
  body?: unknown,
  agent?: Agent,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((done, failed) => {
    const sent = request(`${host}${path}`, { method, headers: { "api-key": "key" }, agent }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += String(part);
      });
      response.on("end", () => done({ status: response.statusCode, text }));
      response.on("error", failed);
    });
    sent.on("error", failed);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

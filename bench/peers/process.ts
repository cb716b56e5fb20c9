import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const LAST_WORDS = 2_000;

/** Runs a program to its end, and answers its last line of output, which is JSON. */
export async function lastLine<T>(command: string, args: readonly string[], cwd?: string): Promise<T> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...(cwd === undefined ? {} : { cwd }) });
  let [said, complained] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complained = `${complained}${chunk.toString()}`.slice(-LAST_WORDS);
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`${command} ended with ${code ?? signal}\n${complained}`);
  return JSON.parse(said.trim().split("\n").at(-1) ?? "") as T;
}

/** A program of this folder in a Node of its own; its only argument is JSON. */
export function inNode<T>(program: "byHand.ts" | "podshift.ts", task: object): Promise<T> {
  const args = ["-r", "ts-node/register/transpile-only", join(__dirname, program), JSON.stringify(task)];
  return lastLine<T>(process.execPath, args);
}

// `podshift verify` in a process of its own, that can be killed: its only argument is VerifyProcess as JSON. Prints one
// line when it is ready, and begins once the file `go` is there: so it can be made ready while others are at work.
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { addVerify } from "../../../provider/src/cli/verify";

export interface VerifyProcess {
  readonly url: string;
  readonly args: readonly string[];
  readonly go: string;
}

const { url, args, go } = JSON.parse(process.argv[2] ?? "{}") as VerifyProcess;
process.stdout.write(`${JSON.stringify({ event: "running" })}\n`);

const io = {
  out: () => undefined,
  err: (line: string) => console.error(line),
  isTerminal: false,
  env: { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: url },
  signal: new AbortController().signal,
};

async function main(): Promise<void> {
  while (!existsSync(go)) await delay(5);
  const program = new Command("podshift").exitOverride();
  addVerify(program, io, () => undefined);
  await program.parseAsync([...args], { from: "user" });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

#!/usr/bin/env node
import { runCli } from "./program";

const controller = new AbortController();
// Once: a second Ctrl-C ends the process as ever.
process.once("SIGINT", () => controller.abort());
process.once("SIGTERM", () => controller.abort());
// With this variable set the official client prints every request as a curl command, key included.
delete process.env.PINECONE_DEBUG_CURL;

// Who reads may stop reading (`podshift log print ... | head`): the work goes on, its exit code too.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const io = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  err: (line: string) => void process.stderr.write(`${line}\n`),
  isTerminal: process.stderr.isTTY === true,
  env: process.env,
  signal: controller.signal,
};

void runCli(process.argv.slice(2), io, (text) => void process.stderr.write(text)).then((code) => {
  process.exitCode = code;
});

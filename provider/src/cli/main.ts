#!/usr/bin/env node
import { printableText } from "../util/format";
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

/** 0, which some terminals answer, is no width. */
function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY === true && columns > 0 ? columns : undefined;
}

const io = {
  // In a pipe it is data, and goes as it is.
  out: (line: string) => void process.stdout.write(`${process.stdout.isTTY === true ? printableText(line) : line}\n`),
  err: (line: string) => void process.stderr.write(`${printableText(line)}\n`),
  // A dumb terminal can't write in place: it gets lines, as a file does.
  isTerminal: process.stderr.isTTY === true && process.env.TERM !== "dumb",
  columns: { out: columnsOf(process.stdout), err: columnsOf(process.stderr) },
  env: process.env,
  signal: controller.signal,
};

void runCli(process.argv.slice(2), io, (text) => void process.stderr.write(text)).then((code) => {
  process.exitCode = code;
});

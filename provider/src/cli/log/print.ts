import { type Command, InvalidArgumentError } from "commander";
import { encodeEntry } from "../../writeLog/encoding";
import type { Entry } from "../../writeLog/entry";
import { LogReader } from "../../writeLog/reader";
import type { CliIo } from "../io";
import { logFor } from "../logFor";
import { formatEntry } from "./formatEntry";
import { stoppable } from "./stopping";

interface PrintOptions {
  readonly from?: readonly From[];
  readonly writer?: string;
  readonly limit?: number;
  readonly json?: true;
}

interface From {
  readonly writer: string;
  readonly number: number;
}

const EXAMPLES = `
Examples:
  podshift log print file:///srv/podshift/docs --limit 20
  podshift log print file:///srv/podshift/docs --from app.4f2a:120
  podshift log print file:///srv/podshift/docs --json |
    jq 'select(.op == "delete")'`;

/** `podshift log print <url>` */
export function addPrint(log: Command, io: CliIo): void {
  log
    .command("print")
    .summary("the entries, one a line")
    .description("Prints the entries of a write log, writer by writer, each in the order in which they were written.")
    .argument("<log>", "the write log's URL: file:///srv/podshift/docs or s3://bucket/prefix")
    .option("--from <writer:segment>", "begin a writer at this segment; may be given for several writers", readFrom)
    .option("--writer <writer>", "only this writer")
    .option("--limit <n>", "stop after so many entries", readCount)
    .option("--json", "the lines as they are in the log, vectors and checksums included")
    .addHelpText("after", EXAMPLES)
    .action((url: string, options: PrintOptions) => stoppable(io, () => print(url, options, io)));
}

async function print(url: string, { from = [], writer, limit, json }: PrintOptions, io: CliIo): Promise<void> {
  const { store, control } = logFor(url);
  await control.read();
  const reader = new LogReader(store, control);
  const start = Object.fromEntries(from.map((each) => [each.writer, each.number]));
  const segments =
    writer === undefined ? reader.read(start, io.signal) : reader.readWriter(writer, start[writer] ?? 0, io.signal);
  let left = limit ?? Number.POSITIVE_INFINITY;
  let none = true;
  for await (const { number, entries, torn } of segments) {
    for (const entry of entries) {
      if (left === 0) return;
      left -= 1;
      none = false;
      io.out(json ? encodeEntry(entry) : formatEntry(entry as Entry, number));
    }
    if (torn) io.err(`segment ${number}: its last line is torn and left out`);
  }
  if (none) io.err("no entries: nothing was written there yet");
}

function readFrom(text: string, before: readonly From[] = []): readonly From[] {
  const at = text.lastIndexOf(":");
  const number = text.slice(at + 1);
  if (at < 1 || !/^\d{1,12}$/.test(number)) {
    throw new InvalidArgumentError("It is a writer and the number of a segment, such as app.4f2a:120.");
  }
  return [...before, { writer: text.slice(0, at), number: Number(number) }];
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("It is a number from 1 on.");
  return Number(text);
}

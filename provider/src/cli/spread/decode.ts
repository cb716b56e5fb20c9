import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type Command, InvalidArgumentError } from "commander";
import { Resolutions } from "../../migration/fold/resolutions";
import { changesOf } from "../../migration/spread/changes";
import { type Chunk, inventoryOf } from "../../migration/spread/chunks";
import { logFor } from "../logFor";

interface DecodeOptions {
  readonly log: string;
  readonly watermark: number;
  readonly inventory?: true;
  readonly namespaces?: true;
  readonly after?: string;
  readonly before?: string;
  readonly withoutUnresolved?: true;
}

/** Where chunks come from, and where lines go: standard input and output. */
export interface DecodeStreams {
  readonly from: Readable;
  readonly to: Writable;
}

/** `podshift spread decode`: the Spark job's reader of the log. */
export function addSpreadDecode(
  spread: Command,
  streams: DecodeStreams = { from: process.stdin, to: process.stdout },
): void {
  spread
    .command("decode")
    .summary("chunks of a write log as lines for Spark (the job calls it)")
    .description(
      "Reads chunks of a write log, one a line of standard input ({w, from: {segment, line}, end}), checks every line of " +
        "them, and prints their changes by tabs. Reads only.",
    )
    .requiredOption("--log <url>", "the write log's URL")
    .requiredOption("--watermark <t>", "only entries with a smaller time", readTime)
    .option("--inventory", "instead, what each chunk holds, as JSON")
    .option("--namespaces", "with the namespaces in the inventory")
    .option("--after <stamp>", "only entries that don't come before this stamp")
    .option("--before <stamp>", "only entries that come before this stamp")
    .option("--without-unresolved", "leave bulk entries out of which it isn't known what they touch")
    .action((options: DecodeOptions) => decode(options, streams));
}

async function decode(options: DecodeOptions, { from, to }: DecodeStreams): Promise<void> {
  const { store } = logFor(options.log);
  const { watermark, inventory, namespaces = false, after, before, withoutUnresolved } = options;
  const resolutions = new Resolutions(store, randomUUID);
  const reading = { store, watermark, resolutions, after, before, withoutUnresolved };
  for await (const line of createInterface({ input: from })) {
    const chunk = JSON.parse(line) as Chunk;
    if (inventory) await write(to, `${JSON.stringify(await inventoryOf({ store, watermark }, chunk, namespaces))}\n`);
    else for await (const text of changesOf(reading, chunk)) await write(to, text);
  }
}

/** Waits while the reader is slower: a chunk is larger than memory may be. Rejects when nobody reads any more. */
async function write(to: Writable, text: string): Promise<void> {
  if (to.destroyed) throw new Error("nobody reads the output");
  if (!to.write(text)) await once(to, "drain");
}

function readTime(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw new InvalidArgumentError("It is a time in milliseconds.");
  return Number(text);
}

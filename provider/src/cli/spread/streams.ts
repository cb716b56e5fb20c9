import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { InvalidArgumentError } from "commander";
import { PodshiftError } from "../../errors";
import { scrub } from "../../util/scrub";
import { type CliIo, Told } from "../io";

/** Where commands and records come from, and where answers go. */
export interface SpreadStreams {
  readonly from: Readable;
  readonly to: Writable;
}

export const standardStreams: SpreadStreams = { from: process.stdin, to: process.stdout };

/** Writes a line; waits while the reader is slower. */
export async function writeLine({ to }: Pick<SpreadStreams, "to">, line: string): Promise<void> {
  if (!to.write(`${line}\n`)) await once(to, "drain");
}

/** An error as one JSON object, without the key. */
export function errorJson(error: unknown, io: CliIo): Record<string, unknown> {
  const clean = (text: string) => scrub(text, [io.env.PINECONE_API_KEY]);
  if (!(error instanceof PodshiftError)) {
    return { code: "UNEXPECTED", summary: clean(error instanceof Error ? error.message : String(error)) };
  }
  const { code, summary, facts, next } = error;
  return { code, summary: clean(summary), facts, ...(next === undefined ? {} : { next: clean(next) }) };
}

/** Runs what a program calls: a failure is one line of JSON on the error output. */
export async function toldAsJson(io: CliIo, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    io.err(JSON.stringify({ error: errorJson(error, io) }));
    throw new Told("the failure was told");
  }
}

/** A whole number from `least` on. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`a whole number from ${least} on`);
  };
}

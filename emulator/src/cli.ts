#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { startEmulator } from "./emulator.js";
import { type FaultDocument, readFaults } from "./faults/document.js";
import type { EmulatorOptions, LimitsMode } from "./options.js";

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly collectionSeconds: number;
  readonly indexSeconds: number;
  readonly importSeconds: number;
  readonly consistencyMs: number;
  readonly limits: LimitsMode;
  readonly apiKey?: string;
  readonly faults?: FaultDocument;
  readonly data?: string;
  readonly s3Endpoint?: string;
}

const EXAMPLE = `
Example:
  $ pinecone-emulator --port 5080 --index-seconds 5
  {"event":"listening","controlPlane":"http://127.0.0.1:5080","pid":1}

Point an official client at the control plane's URL, with any API key:
  new Pinecone({ apiKey: "any", controllerHostUrl: "http://127.0.0.1:5080" })`;

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("Expected a number from 0.");
  return value;
}

function portNumber(text: string): number {
  const value = amount(text);
  if (!Number.isInteger(value) || value > 65_535) throw new InvalidArgumentError("Expected a port from 0 to 65535.");
  return value;
}

function faultsIn(file: string): FaultDocument {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    readFaults(json);
    return json as FaultDocument;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function command(): Command {
  return new Command("pinecone-emulator")
    .description(
      "A stateful stand-in for the Pinecone API 2026-04: pods, collections, serverless indexes made from them.",
    )
    .option("--port <port>", "port of the control plane; 0 takes a free one", portNumber, 5080)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--collection-seconds <seconds>", "how long a collection stays Initializing", amount, 0)
    .option("--index-seconds <seconds>", "how long an index stays Initializing", amount, 0)
    .option("--import-seconds <seconds>", "how long an import takes at least", amount, 0)
    .option("--consistency-ms <ms>", "delay until serverless reads show a write", amount, 0)
    .addOption(
      new Option("--limits <mode>", "published limits: all, those of size only, or none")
        .choices(["documented", "sizes", "off"])
        .default("sizes"),
    )
    .addOption(new Option("--api-key <key>", "the only key to accept; default: any").env("PINECONE_EMULATOR_API_KEY"))
    .option("--data <folder>", "keep everything in this folder; default: in memory only")
    .option("--s3-endpoint <url>", "S3-compatible server that imports from s3:// read")
    .option("--faults <file>", "requests that go wrong, as JSON (docs/emulator.md, Faults)", faultsIn)
    .addHelpText("after", EXAMPLE)
    .allowExcessArguments(false);
}

function emulatorOptions(options: CliOptions): EmulatorOptions {
  return {
    port: options.port,
    host: options.host,
    collectionMs: options.collectionSeconds * 1000,
    indexMs: options.indexSeconds * 1000,
    importMs: options.importSeconds * 1000,
    consistencyMs: options.consistencyMs,
    limits: options.limits,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    ...(options.s3Endpoint === undefined ? {} : { s3Endpoint: options.s3Endpoint }),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  };
}

async function main(): Promise<void> {
  const options = command().parse().opts<CliOptions>();
  const emulator = await startEmulator(emulatorOptions(options));
  process.stdout.write(`${JSON.stringify({ event: "listening", controlPlane: emulator.url, pid: process.pid })}\n`);
  const stop = () => void emulator.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`pinecone-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

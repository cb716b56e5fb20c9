import { Command, CommanderError } from "commander";
import { PodshiftError } from "../errors";
import { scrub } from "../util/scrub";
import { addAssess } from "./assess";
import { addCatchUp } from "./catchUp";
import { addInit } from "./init/index";
import { type CliIo, EXIT, Findings, Told } from "./io";
import { addLog } from "./log/index";
import { addProxy } from "./proxy";
import { addReport } from "./report";
import { addReview } from "./review";
import { addScan } from "./scan";
import { addSpread } from "./spread";
import { addStatus } from "./status";
import { addVerify } from "./verify";

/** Runs `podshift` with these arguments (without node and script); answers the exit code. */
export async function runCli(args: readonly string[], io: CliIo, write: (text: string) => void): Promise<number> {
  const program = new Command("podshift")
    .description("Migrates a Pinecone pod-based index to serverless. `pulumi up` does it; this looks on and helps.")
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError()
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong arguments, 3 found something.");
  addInit(program, io);
  addAssess(program, io);
  addStatus(program, io);
  addCatchUp(program, io, write);
  addVerify(program, io, write);
  addLog(program, io);
  addProxy(program, io);
  addReport(program, io);
  addReview(program, io);
  addScan(program, io);
  addSpread(program, io);
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: CliIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Told) return EXIT.failed;
  const text =
    error instanceof PodshiftError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  io.err(`error: ${scrub(text, [io.env.PINECONE_API_KEY])}`);
  return error instanceof Findings ? EXIT.found : EXIT.failed;
}

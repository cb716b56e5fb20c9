import type { Command } from "commander";
import type { CliIo } from "../io";
import { addCheck } from "./check";
import { addPrint } from "./print";
import { addPurge } from "./purge";

/** `podshift log print|check|purge` */
export function addLog(program: Command, io: CliIo): void {
  const log = program
    .command("log")
    .summary("print, check or purge a write log")
    .description("Looks into a write log. Only `purge --yes` changes something.");
  addPrint(log, io);
  addCheck(log, io);
  addPurge(log, io);
}

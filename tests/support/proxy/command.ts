// `podshift proxy` alone, wired to signals as cli/main.ts does it: without the other commands it starts in a second.
import { Command } from "commander";
import { addProxy } from "../../../provider/src/cli/proxy";

const controller = new AbortController();
process.once("SIGINT", () => controller.abort());
process.once("SIGTERM", () => controller.abort());
const program = new Command("podshift");
addProxy(program, {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  isTerminal: false,
  env: process.env,
  signal: controller.signal,
});
void program.parseAsync(["proxy", ...process.argv.slice(2)], { from: "user" });

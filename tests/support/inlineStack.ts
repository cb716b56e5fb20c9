import { createRequire } from "node:module";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { type CommandResult, Stack } from "./stack";

interface AutomationServer {
  readonly LanguageServer: new (program: () => Promise<unknown>) => UntypedServiceImplementation;
}

// Internal to the SDK, whose version is pinned: its public `stack.up()` takes no flag that it doesn't know.
const load = createRequire(__filename);
const { LanguageServer } = load("@pulumi/pulumi/automation/server") as AutomationServer;

/** Commands of the CLI that run the program. */
const RUNS_THE_PROGRAM = ["preview", "up"];

/**
 * A Stack whose program, the repository's own index.ts, runs in the test's process: the CLI, its engine and the provider's
 * process are as ever, but no program process is started, which takes a third of a command's time. For tests of what
 * the engine and the handlers do; a test of how the program itself is run takes `Stack`.
 */
export class InlineStack extends Stack {
  override async run(...args: string[]): Promise<CommandResult> {
    if (!RUNS_THE_PROGRAM.includes(args[0] ?? "")) return super.run(...args);
    const { address, stop } = await serveProgram();
    try {
      return await super.run(...args, `--client=${address}`, "--exec-kind", "auto.inline");
    } finally {
      stop();
    }
  }
}

/** Runs index.ts anew, as a new process would. */
async function program(): Promise<unknown> {
  const entry = load.resolve("../../index");
  delete load.cache[entry];
  return load(entry);
}

async function serveProgram(): Promise<{ address: string; stop: () => void }> {
  const server = new Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  const port = await new Promise<number>((listening, failed) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? listening(bound) : failed(error),
    );
  });
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

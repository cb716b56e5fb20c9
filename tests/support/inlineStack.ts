import { createRequire } from "node:module";
import { type Client, Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { type CommandResult, Stack } from "./stack";

interface AutomationServer {
  readonly LanguageServer: new (program: () => Promise<unknown>) => UntypedServiceImplementation;
}

/** What the SDK keeps of one run of a program: here, its connections to the engine's process. */
interface RunState {
  readonly settings: { readonly monitor?: Client; readonly engine?: Client };
}

// Internal to the SDK, whose version is pinned: its public `stack.up()` takes no flag that it doesn't know.
const load = createRequire(__filename);
const { LanguageServer } = load("@pulumi/pulumi/automation/server") as AutomationServer;
const { getStore } = load("@pulumi/pulumi/runtime/state") as { readonly getStore: () => RunState };

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
  const runs = new Set<RunState>();
  const server = new Server();
  const language = new LanguageServer(() => {
    runs.add(getStore());
    return program();
  });
  server.addService(LanguageRuntimeService, language);
  const port = await new Promise<number>((listening, failed) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? listening(bound) : failed(error),
    );
  });
  const stop = () => {
    server.forceShutdown();
    // The SDK leaves them open, and each goes on trying to reach the engine that ended. gRPC shares connections by address,
    // so a later engine that is given the same port would be found unreachable.
    for (const { settings } of runs) {
      settings.monitor?.close();
      settings.engine?.close();
    }
  };
  return { address: `127.0.0.1:${port}`, stop };
}

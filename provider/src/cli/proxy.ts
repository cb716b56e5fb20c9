import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { jsonLines } from "../proxy/admin/events";
import { type ProxyArguments, readSettings, readTls } from "../proxy/settings";
import { ProxyServer } from "../proxy/startProxy";
import type { CliIo } from "./io";
import { logFor } from "./logFor";

interface ProxyCommandOptions extends ProxyArguments {
  readonly log: string;
  readonly name?: string;
  readonly accessLog?: true;
}

/** `podshift proxy --log URL --listen HOST:PORT` */
export function addProxy(program: Command, io: CliIo): void {
  program
    .command("proxy")
    .summary("records the writes of applications in any language, and sends them to the index that serves")
    .description(
      "A reverse proxy for one index's data plane, REST and gRPC on one port. Applications name it as the index's host and " +
        "keep their key. Each write is recorded in the write log before it is sent; writes wait while a cutover's fence " +
        "stands, and go to the index that serves. Runs until Ctrl-C or SIGTERM; SIGHUP reads certificate and key again.",
    )
    .requiredOption("--log <url>", "the write log's URL, as `writeLog` in the stack file")
    .requiredOption("--listen <host:port>", "where applications connect")
    .option("--admin <host:port>", "where /healthz, /readyz and /metrics are; keep it inside")
    .option("--tls-cert <file>", "certificate with its chain, PEM; without it the port speaks no TLS")
    .option("--tls-key <file>", "its key, PEM")
    .option("--name <name>", "begins this process's name in the log (default: the machine's name)")
    .option("--max-body <bytes>", "longest request body (default: 4194304)")
    .option("--max-header <bytes>", "longest request head (default: 131072)")
    .option("--max-connections <n>", "further ones are closed (default: 1000)")
    .option("--max-requests <n>", "under way; further ones are answered 503 (default: 1000)")
    .option("--max-buffered <bytes>", "request bodies in memory, all together (default: 268435456)")
    .option("--receive-seconds <n>", "for a request to arrive whole (default: 30)")
    .option("--idle-seconds <n>", "after which a connection on which nothing moves is closed (default: 120)")
    .option("--service-seconds <n>", "for the service to answer (default: 30)")
    .option("--drain-seconds <n>", "for requests under way when it is stopped (default: 20)")
    .option("--access-log", "one line a request")
    .addHelpText("after", EXAMPLES)
    .action((options: ProxyCommandOptions) => run(options, io));
}

const EXAMPLES = `
Examples:
  podshift proxy --log file:///srv/podshift/docs --listen 127.0.0.1:5081
  podshift proxy --log file:///srv/podshift/docs --listen 0.0.0.0:443 \\
    --tls-cert chain.pem --tls-key key.pem --admin 127.0.0.1:9081`;

async function run({ log, name, accessLog, ...given }: ProxyCommandOptions, io: CliIo): Promise<void> {
  const settings = readSettings(given, readFileSync);
  const proxy = new ProxyServer({
    ...settings,
    ...{ log: logFor(log), name, accessLog: accessLog ?? false },
    emit: jsonLines(io.err, () => Date.now()),
  });
  const renew = () => proxy.renewCertificate(() => readTls(given, readFileSync));
  process.on("SIGHUP", renew);
  try {
    await proxy.start();
    if (!io.signal.aborted) await once(io.signal, "abort");
    await stop(proxy);
  } finally {
    process.off("SIGHUP", renew);
  }
}

async function stop(proxy: ProxyServer): Promise<void> {
  // Whatever comes second ends it at once, be it the other one of the two.
  const atOnce = () => process.exit(1);
  process.on("SIGINT", atOnce).on("SIGTERM", atOnce);
  try {
    await proxy.stop();
  } finally {
    process.off("SIGINT", atOnce).off("SIGTERM", atOnce);
  }
}

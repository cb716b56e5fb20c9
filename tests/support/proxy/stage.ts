import { type Index, Pinecone } from "@pinecone-database/pinecone";
import type { EventFacts, EventName } from "../../../provider/src/proxy/admin/events";
import type { ProxyOptions } from "../../../provider/src/proxy/startProxy";
import { type ProxyServer, startProxy } from "../../../provider/src/proxy/startProxy";
import { CaptureStage } from "../../integration/capture/stage";
import { GrpcClient } from "../../integration/emulator/grpcClient";

/** A proxy in this process, and the clients that name it as their host. */
export class RunningProxy {
  readonly rest: Index;
  readonly grpc: GrpcClient;

  constructor(
    readonly server: ProxyServer,
    readonly url: string,
    client: Pinecone,
    /** What it told, as "event". */
    readonly events: readonly (EventFacts & { readonly event: EventName })[],
  ) {
    this.rest = client.index({ host: url });
    this.grpc = new GrpcClient(url, "app");
  }

  async stop(): Promise<void> {
    this.grpc.close();
    await this.server.stop();
  }
}

/** Both indexes, a log, and proxies in front. */
export class ProxyStage {
  readonly #proxies: RunningProxy[] = [];

  private constructor(readonly capture: CaptureStage) {}

  static async start(): Promise<ProxyStage> {
    return new ProxyStage(await CaptureStage.start());
  }

  async proxy(options: Partial<ProxyOptions> = {}): Promise<RunningProxy> {
    const events: (EventFacts & { event: EventName })[] = [];
    const server = await startProxy({
      log: { store: this.capture.control.store, control: this.capture.control },
      listen: { host: "127.0.0.1", port: 0 },
      name: "proxy",
      emit: (event, facts = {}) => void events.push({ event, ...facts }),
      ...options,
    });
    const url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${server.ports.listen}`;
    const made = new RunningProxy(server, url, new Pinecone({ apiKey: "app", maxRetries: 0 }), events);
    this.#proxies.push(made);
    return made;
  }

  async stop(): Promise<void> {
    for (const proxy of this.#proxies) await proxy.stop();
    await this.capture.stop();
  }

  /** Requests of both protocols that write, as "index path". */
  get sent(): string[] {
    const writes = /\/(vectors\/(upsert|update|delete)|(Upsert|Update|Delete|DeleteNamespace))$/;
    return this.capture.emulator.journal
      .filter(({ index, method, path }) => index !== undefined && (writes.test(path) || method === "DELETE"))
      .map(({ index, path }) => `${index} ${path}`);
  }
}

/** A stage for each test of a suite. */
export function eachOnProxyStage(): () => ProxyStage {
  let stage: ProxyStage | undefined;
  beforeEach(async () => {
    stage = await ProxyStage.start();
  });
  afterEach(async () => {
    await stage?.stop();
    stage = undefined;
  });
  return () => {
    if (stage === undefined) throw new Error("no stage outside a test");
    return stage;
  };
}

export { until } from "../../integration/capture/stage";

import { randomUUID, X509Certificate } from "node:crypto";
import { hostname } from "node:os";
import { PodshiftError } from "../errors";
import { systemClock } from "../util/clock";
import { systemLeaseClock } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import { Writer } from "../writeLog/writer";
import { AdminServer, type Standing } from "./admin/adminServer";
import { BacklogLook } from "./admin/backlog";
import { type Emit, type EventFacts, sparing } from "./admin/events";
import { Metrics, type Readings } from "./admin/metrics";
import { GrpcHandler } from "./grpc/grpcHandler";
import { KeyCheck } from "./keyCheck";
import { DEFAULT_LIMITS, type ProxyLimits } from "./limits";
import { Listener, type Place, type TlsFiles } from "./listener";
import { Load } from "./load";
import { observedStore } from "./observedStore";
import type { ProxyParts } from "./parts";
import { RestHandler } from "./rest/restHandler";
import { Http1Upstream } from "./upstream/http1";
import { Http2Upstream } from "./upstream/http2";
import { Writes } from "./writes";

export interface ProxyOptions {
  readonly log: OpenLog;
  readonly listen: Place;
  readonly admin?: Place | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Begins the process's name in the log. Default: the machine's. */
  readonly name?: string | undefined;
  readonly limits?: Partial<ProxyLimits>;
  readonly accessLog?: boolean;
  readonly emit: Emit;
}

/** Milliseconds between two looks at gate and active index, for the log. */
const LOOK_MS = 100;
/** Characters of a writer's name; a file is named after it. */
const MOST_NAME = 64;

/**
 * Starts a proxy. Resolves once it is a writer of the log, or held by a fence, and listens.
 *
 * @throws LOG_NOT_FOUND, CONFIG_INVALID
 */
export async function startProxy(options: ProxyOptions): Promise<ProxyServer> {
  const proxy = new ProxyServer(options);
  await proxy.start();
  return proxy;
}

/** A running proxy. */
export class ProxyServer {
  readonly limits: ProxyLimits;
  readonly writer: Writer;
  readonly #parts: ProxyParts;
  readonly #listener: Listener;
  readonly #admin: AdminServer;
  readonly #emit: Emit;
  readonly #backlog: BacklogLook;
  readonly #metrics = new Metrics(() => this.#readings());
  #renewedAt: number | undefined;
  #look: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;
  #ports = { listen: 0, admin: 0 };

  constructor(readonly options: ProxyOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#emit = sparing(options.emit, () => Date.now());
    const store = observedStore(options.log.store, {
      appended: (ms) => this.#metrics.appended(ms / 1000),
      failed: () => this.#metrics.logFailed(),
      renewed: (_, since) => {
        this.#renewedAt = since;
      },
    });
    const clocks = { clock: systemClock, leaseClock: systemLeaseClock };
    const name = writerName(options.name ?? hostname());
    this.writer = new Writer({ store, control: options.log.control, name, unique: randomUUID, ...clocks });
    this.#backlog = new BacklogLook(options.log.store);
    this.#parts = this.#makeParts();
    const handlers = { rest: new RestHandler(this.#parts), grpc: new GrpcHandler(this.#parts) };
    this.#listener = new Listener({ limits: this.limits, tls: options.tls, emit: this.#emit, ...handlers });
    this.#admin = new AdminServer(this.#metrics, () => this.standing());
  }

  /** Ports that it listens at; 0 for none. */
  get ports(): { readonly listen: number; readonly admin: number } {
    return this.#ports;
  }

  /** Connections of clients, now. */
  get connections(): number {
    return this.#listener.connections;
  }

  /** Requests under way. */
  get requests(): number {
    return this.#parts.load.requests;
  }

  async start(): Promise<void> {
    await this.writer.start();
    try {
      const { admin, listen } = this.options;
      if (admin !== undefined) this.#ports.admin = (await this.#admin.listen(admin)).port;
      this.#ports.listen = (await this.#listener.listen(listen)).port;
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#tellChanges();
    this.#tellReady();
  }

  /**
   * Takes a certificate anew, for new connections. One that can't be used changes nothing.
   *
   * @param read undefined when the proxy speaks no TLS; what it throws is told
   */
  renewCertificate(read: () => TlsFiles | undefined): void {
    try {
      const tls = read();
      const kept = { taken: false, reason: "the proxy was started without one" };
      this.#emit("certificate", tls === undefined ? kept : this.#useCertificate(tls));
    } catch (error) {
      const reason = error instanceof PodshiftError ? error.summary : "it can't be used";
      this.#emit("certificate", { taken: false, reason });
    }
  }

  #useCertificate(tls: TlsFiles): EventFacts {
    const expires = new Date(new X509Certificate(tls.cert).validTo).toISOString();
    this.#listener.useCertificate(tls);
    return { taken: true, expires };
  }

  standing(): Standing {
    const { gate, active, writer } = this.writer.state();
    const stopping = this.#stopping !== undefined;
    const ready = !stopping && (gate === "open" || gate === "held" || gate === "unlogged");
    return { ready, gate, active, writer, leaseAgeMs: this.#leaseAgeMs(), stopping };
  }

  /** Takes no more connections, answers what is under way, and leaves the log. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#emit("stopping", { requests: this.#parts.load.requests });
    const { load, rest, grpc } = this.#parts;
    this.#listener.drain();
    const tooLong = new AbortController();
    const limit = systemClock.sleep(this.limits.drainMs, tooLong.signal).catch(() => undefined);
    await Promise.race([load.idle(), limit]);
    tooLong.abort();
    const ended = this.writer.end();
    // What is still under way at the service ends as unknown; without it the writer would wait.
    rest.destroy();
    grpc.destroy();
    await ended;
    this.#listener.destroy();
    this.#admin.close();
    clearInterval(this.#look);
    this.#emit("stopped");
  }

  #makeParts(): ProxyParts {
    const { limits, writer } = this;
    const rest = new Http1Upstream(limits.serviceMs);
    return {
      ...{ writer, limits, rest, emit: this.#emit, metrics: this.#metrics },
      writes: new Writes(writer, rest, new KeyCheck(rest, () => performance.now())),
      grpc: new Http2Upstream(limits.serviceMs),
      load: new Load(limits),
      accessLog: this.options.accessLog ?? false,
      isStopping: () => this.#stopping !== undefined,
    };
  }

  #tellReady(): void {
    const { gate, active, writer } = this.writer.state();
    const { pod, serverless } = this.writer.record;
    const { listen, admin, tls } = this.options;
    this.#emit("ready", {
      listen: addressOf(listen, this.#ports.listen),
      tls: tls !== undefined,
      ...(admin === undefined ? {} : { admin: addressOf(admin, this.#ports.admin) }),
      ...{ writer, gate, active, index: (active === "pod" ? pod : serverless)?.name ?? "" },
    });
  }

  #tellChanges(): void {
    let last = this.writer.state();
    this.#look = setInterval(() => {
      const now = this.writer.state();
      const { gate, active, epoch, waiting: held } = now;
      if (gate !== last.gate) this.#emit("gate", { gate, before: last.gate, epoch, held });
      if (active !== last.active) this.#emit("switched", { active, epoch });
      last = now;
    }, LOOK_MS);
  }

  #leaseAgeMs(): number | undefined {
    return this.#renewedAt === undefined ? undefined : Math.round(performance.now() - this.#renewedAt);
  }

  async #readings(): Promise<Readings> {
    const { gate, active, inFlight, waiting } = this.writer.state();
    const age = this.#leaseAgeMs();
    return {
      requestsUnderWay: this.#parts.load.requests,
      bufferedBytes: this.#parts.load.bufferedBytes,
      connections: this.#listener.connections,
      held: waiting,
      writesUnderWay: inFlight,
      leaseAge: age === undefined ? undefined : age / 1000,
      ...{ gate, active },
      backlog: await this.#backlog.segments(this.writer.record),
    };
  }
}

function writerName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, MOST_NAME) || "proxy";
}

function addressOf({ host }: Place, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

import * as http from "node:http";
import * as http2 from "node:http2";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { PodshiftError } from "../errors";
import type { Emit } from "./admin/events";
import type { GrpcHandler } from "./grpc/grpcHandler";
import type { ProxyLimits } from "./limits";
import { whenProtocolIsKnown } from "./preface";
import { malformed, Refused, RPC } from "./refused";
import type { RestHandler } from "./rest/restHandler";
import { Turns } from "./turns";
import { cancel } from "./upstream/http2";

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Certificate chain and key, PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ListenerOptions {
  readonly limits: ProxyLimits;
  readonly tls: TlsFiles | undefined;
  readonly rest: RestHandler;
  readonly grpc: GrpcHandler;
  readonly emit: Emit;
}

/** Megabytes that one HTTP/2 connection may make the proxy keep (Node's default is 10). */
const SESSION_MEGABYTES = 16;
/**
 * Part of all requests that one HTTP/2 connection may have under way: others have room beside it, and the writes that a
 * fence holds in the meantime fit in, or reads of the same connection would wait behind them at the client.
 */
const OF_ONE_CONNECTION = 1 / 2;
const STREAM_WINDOW = 256 * 1024;
const SESSION_WINDOW = 4 * 1024 * 1024;
/** A peer that sends so many wrong or refused frames is no client. (Node's types don't have these options.) */
const WRONG_FRAMES = { maxSessionInvalidFrames: 100, maxSessionRejectedStreams: 100 };

/** One port for HTTP/1.1 and HTTP/2, with TLS (by ALPN) or without (by a connection's first bytes). */
export class Listener {
  readonly #http1: http.Server;
  readonly #http2: http2.Http2Server;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<http2.ServerHttp2Session, Set<http2.ServerHttp2Stream>>();
  /** Connections of HTTP/1.1 on which something came that can't be read: they end. */
  readonly #unread = new WeakSet<Socket>();
  #isStopping = false;

  constructor(readonly options: ListenerOptions) {
    this.#http1 = this.#makeHttp1();
    this.#http2 = this.#makeHttp2();
    this.#takeOverConnections();
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** @throws CONFIG_INVALID when the place can't be had */
  listen({ host, port }: Place): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#http1.once("error", (cause) => reject(notListening({ host, port }, cause)));
      this.#http1.listen(port, host, () => resolve(this.#http1.address() as AddressInfo));
    });
  }

  /** New connections get this certificate; those that are there keep theirs. Without TLS there is none to replace. */
  useCertificate(tls: TlsFiles): void {
    if (this.#http1 instanceof https.Server) this.#http1.setSecureContext({ ...tls });
  }

  /** Takes no more connections, and tells those that are there to go once their requests are answered. */
  drain(): void {
    this.#isStopping = true;
    this.#http1.close();
    this.#http1.closeIdleConnections();
    for (const session of this.#sessions.keys()) session.close();
  }

  /** Ends everything. */
  destroy(): void {
    this.drain();
    for (const session of this.#sessions.keys()) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  #makeHttp1(): http.Server {
    const { limits, tls, rest, emit } = this.options;
    const options: http.ServerOptions = {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headMs,
      requestTimeout: limits.receiveMs,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: limits.idleMs,
      noDelay: true,
    };
    const turns = new Turns(() => emit("connection-error", { reason: "too-many-pipelined" }));
    const handle: http.RequestListener = (request, response) =>
      turns.take(request, response, () => void rest.handle(request, response));
    const server =
      tls === undefined
        ? http.createServer(options, handle)
        : https.createServer(
            { ...options, ...tls, handshakeTimeout: limits.headMs, ALPNProtocols: ["h2", "http/1.1"] },
            handle,
          );
    server.maxConnections = limits.connections;
    server.setTimeout(limits.idleMs);
    server.on("clientError", (error, socket) => this.#endUnread(error, socket as Socket, turns));
    server.on("tlsClientError", (error) => emit("connection-error", { reason: codeOf(error) }));
    server.on("drop", () => emit("connection-error", { reason: "too-many-connections" }));
    return server;
  }

  /** Everything else that comes on such a connection is an error too: the first is enough. */
  #endUnread(error: Error, socket: Socket, turns: Turns): void {
    if (this.#unread.has(socket)) return;
    this.#unread.add(socket);
    this.options.emit("connection-error", { reason: codeOf(error) });
    turns.afterWhole(socket, () => refuseClient(codeOf(error), socket));
  }

  #makeHttp2(): http2.Http2Server {
    const { limits, rest, grpc, emit } = this.options;
    const server = http2.createServer({
      maxSessionMemory: SESSION_MEGABYTES,
      ...WRONG_FRAMES,
      settings: {
        maxConcurrentStreams: Math.ceil(limits.requests * OF_ONE_CONNECTION),
        initialWindowSize: STREAM_WINDOW,
        maxHeaderListSize: limits.headerBytes,
      },
    });
    server.on("session", (session) => this.#addSession(session));
    server.on("sessionError", (error) => emit("connection-error", { reason: codeOf(error) }));
    server.on("stream", (stream, headers, _flags, ...[rawHeaders]: string[][]) => {
      this.#addStream(stream);
      if (headers["content-type"]?.startsWith("application/grpc")) return void grpc.handle(stream, headers);
      if (headers.expect?.toLowerCase() === "100-continue") tellToGoOn(stream);
      const request = new http2.Http2ServerRequest(stream, headers, {}, rawHeaders ?? []);
      void rest.handle(request, new http2.Http2ServerResponse(stream));
    });
    return server;
  }

  /** A stream whose connection is lost does not always close by itself: not while it waits to be read from. */
  #addStream(stream: http2.ServerHttp2Stream): void {
    const session = stream.session as http2.ServerHttp2Session | undefined;
    const streams = session === undefined ? undefined : this.#sessions.get(session);
    if (streams === undefined) return void stream.destroy();
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    stream.setTimeout(this.options.limits.idleMs, () => cancel(stream));
  }

  #addSession(session: http2.ServerHttp2Session): void {
    const streams = new Set<http2.ServerHttp2Stream>();
    this.#sessions.set(session, streams);
    session.once("close", () => {
      this.#sessions.delete(session);
      for (const stream of streams) stream.destroy();
    });
    if (!session.destroyed) session.setLocalWindowSize(SESSION_WINDOW);
    session.setTimeout(this.options.limits.idleMs, () => session.destroy());
    if (this.#isStopping) session.close();
  }

  /** The server of HTTP/1.1 owns the port; its own listener gets what isn't HTTP/2. */
  #takeOverConnections(): void {
    const server = this.#http1;
    const { tls, limits } = this.options;
    const event = tls === undefined ? "connection" : "secureConnection";
    const own = server.listeners(event);
    server.removeAllListeners(event);
    server.on("connection", (socket: Socket) => this.#count(socket));
    const toHttp1 = (socket: Socket) => {
      for (const listener of own) listener.call(server, socket);
    };
    const toHttp2 = (socket: Socket) => {
      // A server of HTTP/1.1 lets clients end their half: one of HTTP/2 that does so is gone.
      socket.allowHalfOpen = false;
      this.#http2.emit("connection", socket);
    };
    if (tls === undefined) {
      server.on(event, (socket: Socket) => whenProtocolIsKnown(socket, limits.headMs, toHttp1, toHttp2));
    } else {
      server.on(event, (socket: TLSSocket) => (socket.alpnProtocol === "h2" ? toHttp2 : toHttp1)(socket));
    }
  }

  #count(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // Whoever serves it listens too; a socket without a listener would end the process.
    socket.on("error", () => undefined);
  }
}

/** Node does so by itself for HTTP/1.1. The client may have taken its request back already. */
function tellToGoOn(stream: http2.ServerHttp2Stream): void {
  if (!stream.closed && !stream.destroyed) stream.additionalHeaders({ ":status": 100 });
}

/** What can't be read as HTTP/1.1 is answered, if it still can be, and closed. */
function refuseClient(code: string, socket: Socket): void {
  if (!socket.writable || code === "ECONNRESET") return void socket.destroy();
  const refused = clientRefusal(code);
  const head = [
    `HTTP/1.1 ${refused.status} ${http.STATUS_CODES[refused.status]}`,
    "Content-Type: application/json",
    `Content-Length: ${refused.body.length}`,
    "Connection: close",
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), refused.body]), () => socket.destroy());
}

function clientRefusal(code: string): Refused {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new Refused(431, RPC.invalidArgument, "podshift proxy: the request's head is too long", "head-too-long");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new Refused(408, RPC.deadlineExceeded, "podshift proxy: the request did not arrive in time", "too-slow");
  }
  return malformed("the request is no HTTP");
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}

function notListening({ host, port }: Place, cause: Error): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `nothing can listen at ${host}:${port} (${codeOf(cause)})`, {
    next: "give another HOST:PORT, or end what listens there",
    cause,
  });
}

import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { SeenObjects } from "./laggingList";
import { keyOf, operationOf, refusal, S3Fates, type S3Operation, type S3Rule } from "./s3Faults";

/** An answer of the server behind, whole. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request that came through, in the order in which they were asked. */
export interface SeenRequest {
  readonly operation: S3Operation;
  readonly key: string;
  /** Status that the server answered; undefined when it was not asked, or not yet. */
  status?: number;
}

/**
 * A bad network in front of an S3 server, for path-style requests: answers get lost after their effect, requests come late
 * or never, the service refuses, listings lag, the server's clock is wrong, nothing comes through at all. The Host header
 * stays as it is, so that signatures hold.
 */
export class FaultyS3 {
  readonly seen: SeenRequest[] = [];
  readonly #fates: S3Fates;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #objects = new SeenObjects(() => performance.now());
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((asked, answer) => void this.#serve(asked, answer));
  #lagMs = 0;
  #skewMs = 0;
  #cut = false;

  private constructor(
    readonly target: URL,
    seed: number,
  ) {
    this.#fates = new S3Fates(seed);
  }

  /** @param target endpoint of the server behind */
  static async start(target: string, seed = 1): Promise<FaultyS3> {
    const proxy = new FaultyS3(new URL(target), seed);
    const server = proxy.#server;
    server.on("connection", (socket) => {
      proxy.#sockets.add(socket);
      socket.once("close", () => proxy.#sockets.delete(socket));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often each kind of fault struck. */
  get struck(): Readonly<Record<string, number>> {
    return this.#fates.struck;
  }

  /** What goes wrong from now on. */
  setRules(rules: readonly S3Rule[]): void {
    this.#fates.set(rules);
  }

  /** Listings answer as it was so many milliseconds ago. */
  lagListings(ms: number): void {
    this.#lagMs = ms;
  }

  /** The server's clock, as callers see it, is ahead by so many milliseconds; behind, if negative. */
  skewClock(ms: number): void {
    this.#skewMs = ms;
  }

  /** Nothing comes through for so long: connections break, and new ones break as well. */
  async lose(ms: number): Promise<void> {
    this.#cut = true;
    this.#fates.count("lost network");
    for (const socket of this.#sockets) socket.destroy();
    await delay(ms);
    this.#cut = false;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#agent.destroy();
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    // Whoever breaks a connection off is no news here.
    asked.on("error", () => undefined);
    answer.on("error", () => undefined);
    try {
      if (this.#cut) return void asked.socket.destroy();
      const body = await whole(asked);
      await this.#meetFate(asked, answer, body);
    } catch {
      asked.socket.destroy();
    }
  }

  async #meetFate(asked: IncomingMessage, answer: ServerResponse, body: Buffer): Promise<void> {
    const [operation, key] = [operationOf(asked), keyOf(asked)];
    const seen: SeenRequest = { operation, key };
    this.seen.push(seen);
    const fault = this.#fates.of(operation, key);
    switch (fault?.kind) {
      case "reset":
        return void asked.socket.destroy();
      case "refuse": {
        const { status, body: error } = refusal(fault.code);
        return this.#reply(answer, {
          status,
          headers: { "content-type": "application/xml" },
          body: Buffer.from(error),
        });
      }
      case "delay":
        await delay(this.#fates.delayMs(fault));
    }
    const got = await this.#forward(asked, body, seen);
    if (fault?.kind === "dropAnswer" || this.#cut) return void asked.socket.destroy();
    if (fault?.kind === "truncate") return truncate(asked, answer, got);
    if (fault?.kind === "holdAnswer") await delay(fault.ms);
    this.#reply(answer, operation === "list" ? this.#lagged(got) : got);
  }

  /** Carried out though its caller may have gone: it is on its way. */
  async #forward(asked: IncomingMessage, body: Buffer, seen: SeenRequest): Promise<Answer> {
    const { "transfer-encoding": _chunked, expect: _expect, connection: _connection, ...headers } = asked.headers;
    const sent = request({
      ...{ host: this.target.hostname, port: this.target.port, method: asked.method, path: asked.url },
      ...{ headers: { ...headers, "content-length": String(body.length) }, agent: this.#agent, setHost: false },
    });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const got = { status: response.statusCode ?? 0, headers: response.headers, body: await whole(response) };
    seen.status = got.status;
    if (got.status < 300 && (seen.operation === "create" || seen.operation === "put")) this.#objects.written(seen.key);
    if (got.status < 300 && seen.operation === "delete") this.#objects.removed(seen.key);
    return got;
  }

  #lagged(got: Answer): Answer {
    return { ...got, body: Buffer.from(this.#objects.listedBefore(got.body.toString("utf8"), this.#lagMs)) };
  }

  #reply(answer: ServerResponse, { status, headers, body }: Answer): void {
    const { "transfer-encoding": _chunked, connection: _connection, ...kept } = headers;
    const at = Date.parse(headers.date ?? "");
    const date = new Date((Number.isNaN(at) ? Date.now() : at) + this.#skewMs).toUTCString();
    answer.sendDate = false;
    answer.writeHead(status, { ...kept, date, "content-length": body.length });
    answer.end(body);
  }
}

function truncate(asked: IncomingMessage, answer: ServerResponse, { status, headers, body }: Answer): void {
  const { "transfer-encoding": _chunked, ...kept } = headers;
  answer.writeHead(status, { ...kept, "content-length": body.length });
  answer.write(body.subarray(0, Math.floor(body.length / 2)), () => asked.socket.destroy());
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

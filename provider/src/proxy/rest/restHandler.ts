import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Readable, Writable } from "node:stream";
import { hadNoEffect } from "../../util/httpOutcome";
import type { Bypass } from "../../writeLog/writer";
import { readBody, refuseByLength } from "../body";
import { weightOf } from "../decode/bodies";
import { decodeRest } from "../decode/restWrites";
import { credentialsOf, endToEnd, isEncoded } from "../headers";
import type { Share } from "../load";
import { isSuccess, Unsuccessful } from "../outcomes";
import { Account, CLIENT_CLOSED, type ProxyParts } from "../parts";
import { compressed, malformed, notKnown, notRecordable, notWhileLogged, withoutKey } from "../refused";
import { type Route, restRoute } from "../routes";
import { ServiceFailure } from "../upstream/failure";
import { type Http1Request, wholeBody } from "../upstream/http1";
import { type Origin, originOf } from "../upstream/origin";
import { deferredAnswer, type RestAnswer } from "./answers";

export type RestRequest = IncomingMessage | Http2ServerRequest;
export type RestResponse = ServerResponse | Http2ServerResponse;

type WriteRoute = Extract<Route, { kind: "write" }>;

/** Bytes of an answer to a write; the service's are a few. */
const MOST_ANSWER = 1024 * 1024;
const NO_BODY = Buffer.alloc(0);

/** One REST request under way. */
interface Exchange {
  readonly request: RestRequest;
  readonly response: RestResponse;
  readonly method: string;
  /** As it was sent, with its query. */
  readonly target: string;
  readonly account: Account;
  readonly share: Share;
  /** True once the client is not there any more. */
  gone: boolean;
  /** Ends what is under way for it at the service. */
  cancel: (() => void) | undefined;
}

/** Answers REST requests, over HTTP/1.1 and HTTP/2 alike. */
export class RestHandler {
  constructor(readonly parts: ProxyParts) {}

  /** Resolves when nothing more is to be done for it; never rejects. */
  async handle(request: RestRequest, response: RestResponse): Promise<void> {
    const { method = "", url: target = "" } = request;
    const mark = target.indexOf("?");
    const route = restRoute(method, mark < 0 ? target : target.slice(0, mark));
    const account = new Account(this.parts, "rest", route.operation);
    let share: Share | undefined;
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    // A client that goes away shows in the end of the response.
    response.on("error", () => undefined);
    try {
      share = this.parts.load.begin(route.kind === "read" ? "read" : "write");
      const exchange: Exchange = {
        ...{ request, response, method, target, account, share },
        gone: false,
        cancel: undefined,
      };
      response.once("close", () => leave(exchange));
      await this.#answer(exchange, route, mark < 0 ? "" : target.slice(mark));
    } catch (error) {
      this.#refuse(request, response, account, error);
    }
    await closed;
    account.end(isAnswered(response) ? response.statusCode : CLIENT_CLOSED);
    share?.end();
  }

  #answer(exchange: Exchange, route: Route, query: string): Promise<void> {
    const { method, target } = exchange;
    if (!target.startsWith("/")) throw malformed("the request's target is no path");
    if (route.kind === "read") return this.#read(exchange);
    const { bypass } = this.parts.writer;
    if (bypass !== undefined) return this.#passThrough(exchange, bypass);
    if (route.kind === "write") return this.#write(exchange, route, query);
    if (route.operation === "unknown") throw notKnown(`${method} of this path`);
    throw notWhileLogged(route.operation);
  }

  async #read(exchange: Exchange): Promise<void> {
    const body = await this.#body(exchange);
    const { record } = this.parts.writer;
    const asked = toService(exchange, body);
    const origin = originOf(record, record.active);
    const answer = await this.#ask(exchange, origin, asked).catch((error: unknown) => {
      // An idle connection may end just when it is used: a read may be asked again.
      if (error instanceof ServiceFailure && error.stale && !exchange.gone) return this.#ask(exchange, origin, asked);
      throw error;
    });
    relay(exchange, answer, this.parts.isStopping());
  }

  #ask(exchange: Exchange, origin: Origin, asked: Http1Request): Promise<IncomingMessage> {
    return this.parts.rest.request(origin, asked, (cancel) => {
      exchange.cancel = cancel;
    });
  }

  /** The log is closed: nothing needs to be known of what passes, but whether it still is when it is sent, and answered. */
  async #passThrough(exchange: Exchange, bypass: Bypass): Promise<void> {
    const body = await this.#body(exchange);
    // It may have taken its time.
    bypass.check();
    const { record } = this.parts.writer;
    const answer = await this.#ask(exchange, originOf(record, record.active), toService(exchange, body));
    try {
      if (isSuccess(answer.statusCode ?? 0)) bypass.check();
    } catch (error) {
      answer.destroy();
      throw error;
    }
    relay(exchange, answer, this.parts.isStopping());
  }

  async #write(exchange: Exchange, route: WriteRoute, query: string): Promise<void> {
    const { request, response } = exchange;
    if (query.length > 1) throw notRecordable("a write with a query string");
    if (isEncoded(request.rawHeaders)) throw compressed();
    const credentials = credentialsOf(request.headers);
    if (credentials === undefined) throw withoutKey();
    const body = await this.#body(exchange);
    const decoded = decodeRest(route.operation, route.param, body);
    exchange.share.take(weightOf(decoded));
    const { bodies } = decoded;
    const asked = toService(exchange, body);
    const answer = await this.parts.writes
      .run<RestAnswer>({
        bodies,
        credentials,
        send: (origin) => this.#send(origin, asked),
        deferred: () => deferredAnswer(route.operation, bodies.length),
        isGone: () => exchange.gone,
      })
      .catch((error: unknown) => {
        if (error instanceof Unsuccessful) return error.answer as RestAnswer;
        throw error;
      });
    exchange.account.answered = answer.body.length;
    if (this.parts.isStopping()) lastOne(response);
    writeHead(response, answer.status, [...answer.headers, "content-length", String(answer.body.length)]);
    response.end(answer.body);
  }

  async #send(origin: Origin, asked: Http1Request): Promise<RestAnswer> {
    const head = await this.parts.rest.request(origin, asked);
    const status = head.statusCode ?? 0;
    const headers = endToEnd(head.rawHeaders, head.headers.connection);
    const answer = { status, headers, body: await wholeBody(head, MOST_ANSWER) };
    if (isSuccess(status)) return answer;
    throw new Unsuccessful(answer, hadNoEffect(status));
  }

  async #body({ request, share, account }: Exchange): Promise<Buffer> {
    if (!hasBody(request)) return NO_BODY;
    refuseByLength(request.headers["content-length"], this.parts.limits);
    const body = await readBody(request, this.parts.limits, share);
    account.received = body.length;
    return body;
  }

  #refuse(request: RestRequest, response: RestResponse, account: Account, error: unknown): void {
    const refused = account.refuse(error);
    if (refused === undefined || response.headersSent) return void response.destroy();
    const { status, body } = refused;
    if (this.parts.isStopping()) lastOne(response);
    const again = status === 503 ? ["retry-after", "1"] : [];
    writeHead(response, status, [
      ...["content-type", "application/json", "content-length", String(body.length)],
      ...again,
    ]);
    response.end(body);
    account.answered = body.length;
    discard(request, this.parts.limits.bodyBytes * 16);
  }
}

/** The client is told before all of its body has come: the rest is thrown away, but not without end. */
function discard(request: Readable, most: number): void {
  let left = most;
  request.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) request.destroy();
  });
  request.on("error", () => undefined);
  request.resume();
}

function leave(exchange: Exchange): void {
  if (isAnswered(exchange.response)) return;
  exchange.gone = true;
  exchange.cancel?.();
}

/** Node finishes a stream of HTTP/2 that the client takes back, answered or not: only who was answered has got an end. */
function isAnswered({ writableEnded, writableFinished }: RestResponse): boolean {
  return writableEnded && writableFinished;
}

function toService({ request, method, target }: Exchange, body: Buffer): Http1Request {
  return { method, path: target, headers: endToEnd(request.rawHeaders, request.headers.connection), body };
}

/** Streams an answer on, no faster than the client takes it. */
function relay({ response, account, gone }: Exchange, answer: IncomingMessage, isLast: boolean): void {
  if (gone) return void answer.destroy();
  const length = answer.headers["content-length"];
  const headers = endToEnd(answer.rawHeaders, answer.headers.connection);
  if (length !== undefined) headers.push("content-length", length);
  if (isLast) lastOne(response);
  writeHead(response, answer.statusCode ?? 502, headers);
  const to: Writable = response;
  answer.on("data", (part: Buffer) => {
    account.answered += part.length;
    if (!to.write(part)) answer.pause();
  });
  to.on("drain", () => answer.resume());
  answer.on("end", () => response.end());
  answer.on("error", () => response.destroy());
  answer.on("close", () => answer.complete || response.destroy());
}

/** Pairs as they came; both kinds of response take them so. */
function writeHead(response: RestResponse, status: number, headers: readonly string[]): void {
  const pairs = headers as unknown as Record<string, string>;
  if ("stream" in response) response.writeHead(status, pairs);
  else response.writeHead(status, pairs);
}

function lastOne(response: RestResponse): void {
  if ("shouldKeepAlive" in response) response.shouldKeepAlive = false;
}

function hasBody(request: RestRequest): boolean {
  if ("stream" in request) return !request.stream.endAfterHeaders;
  return request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
}

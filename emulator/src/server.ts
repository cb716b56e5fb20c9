import { timingSafeEqual } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { Refusal } from "./errors.js";
import { type Doing, type Fate, meetFate } from "./faults/fate.js";
import type { Course, Faults, Strike } from "./faults/faults.js";
import { type Journal, SMALL } from "./journal.js";
import { jsonText } from "./json.js";
import type { Action, Answer, ApiRequest, PlaneRefusals, Route } from "./route.js";
import { type Http2Door, shareWithHttp2 } from "./sharedPort.js";
import type { Clock } from "./states.js";

export interface PlaneOptions<Target> {
  readonly target: Target;
  readonly routes: readonly Route<Target>[];
  /** Routes of the emulator itself: no key, no journal. */
  readonly ownRoutes?: readonly Route<Target>[];
  readonly refusals: PlaneRefusals;
  readonly apiKey: string | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Settles when what was changed would survive the end of the process; rejects when it wouldn't. */
  kept(): Promise<void>;
  /** Which requests go wrong. */
  readonly faults: Faults;
  /** Name of the index for the journal. */
  readonly index?: string;
}

/** Far above the service's 2 MB, so that the emulator's own refusal answers and not the framework's. */
const BODY_LIMIT = 1024 * 1024 * 1024;
/** A fetch names up to 1,000 ids of 512 characters in its query string. */
const HEADER_LIMIT = 4 * 1024 * 1024;
const JSON_TYPE = "application/json; charset=utf-8";
const NO_BODY = Buffer.alloc(0);
/** Longer than a namespace of 512 characters, percent-encoded. */
const PARAM_LIMIT = 4_096;

/**
 * A server that answers the routes of one plane, and hands connections of HTTP/2 to `http2`, when given. The caller lets it
 * listen and closes it.
 */
export function planeServer<Target>(plane: PlaneOptions<Target>, http2?: Http2Door): FastifyInstance {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => void send(reply, refused(plane.refusals.malformed("the URL"))),
    http: { maxHeaderSize: HEADER_LIMIT },
    routerOptions: { maxParamLength: PARAM_LIMIT, querystringParser: () => ({}) },
  });
  if (http2 !== undefined) {
    const endHttp2 = shareWithHttp2(server.server, http2);
    server.addHook("preClose", async () => endHttp2());
  }
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes, done) => done(null, bytes));
  for (const [method, url, action] of plane.routes) {
    server.route({ method, url, handler: (request, reply) => answerAndNote(plane, action, request, reply) });
  }
  for (const [method, url, action] of plane.ownRoutes ?? []) {
    server.route({ method, url, handler: (request, reply) => send(reply, attempt(plane, action, request, false)) });
  }
  server.setErrorHandler((_error, _request, reply) => send(reply, refused(plane.refusals.internal())));
  server.setNotFoundHandler((request, reply) => answerAndNote(plane, notModelled(plane), request, reply));
  return server;
}

function notModelled<Target>(plane: PlaneOptions<Target>): Action<Target> {
  return (_target, request) => {
    throw plane.refusals.notModelled(`${request.params.method} ${request.params.path}`);
  };
}

async function answerAndNote<Target>(
  plane: PlaneOptions<Target>,
  action: Action<Target>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [path, query] = splitUrl(request.url);
  const bytes = bodyBytes(request);
  const strike = strikeOf(plane, request.method, path);
  const fate = await fateOf(plane, strike, (course) => attempt(plane, action, request, true, course));
  plane.journal.add({
    at: plane.clock.now(),
    ...(plane.index === undefined ? {} : { index: plane.index }),
    method: request.method,
    path,
    ...(query === "" || query.length > SMALL ? {} : { query }),
    status: fate.answer[0],
    ...(strike === undefined ? {} : { fault: strike.kind }),
    ...(bytes.length > 0 && bytes.length <= SMALL ? { body: parsedOrText(bytes.toString("utf8")) } : {}),
  });
  if (fate.ending !== "whole") return breakOff(reply, fate);
  return send(reply, fate.answer);
}

/** Which fault strikes a request. Asking counts: ask once a request. */
export function strikeOf<Target>(plane: PlaneOptions<Target>, method: string, path: string): Strike | undefined {
  const { faults, index } = plane;
  return faults.strike({ plane: index === undefined ? "control" : "data", method, path, index });
}

/** Lets a request meet its fate. */
export function fateOf<Target>(
  plane: PlaneOptions<Target>,
  strike: Strike | undefined,
  act: Doing["act"],
): Promise<Fate> {
  return meetFate(strike, { act, refuse: (status) => refused(plane.refusals.fault(status)), clock: plane.clock });
}

/** Ends the connection: without an answer, or in the middle of it. */
function breakOff(reply: FastifyReply, { answer: [status, body, headers], ending }: Fate): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  const { socket } = raw;
  if (ending === "reset" || socket === null) {
    socket?.resetAndDestroy();
    return reply;
  }
  const text = Buffer.from(jsonText(body ?? {}));
  raw.writeHead(status, { ...headers, "content-type": JSON_TYPE, "content-length": text.length });
  raw.write(text.subarray(0, text.length >> 1), () => socket.destroy());
  return reply;
}

async function attempt<Target>(
  plane: PlaneOptions<Target>,
  action: Action<Target>,
  request: FastifyRequest,
  withKey: boolean,
  course?: Course,
): Promise<Answer> {
  return answerOf(plane, action, () => {
    if (withKey) checkKey(plane, request.headers["api-key"]);
    return { ...apiRequest(plane, request), course };
  });
}

/** Runs an action on what `read` gives; what either throws becomes the answer. */
export async function answerOf<Target>(
  plane: PlaneOptions<Target>,
  action: Action<Target>,
  read: () => ApiRequest,
): Promise<Answer> {
  try {
    const answer = await action(plane.target, read());
    // No answer shows or promises what the end of the process could take back.
    await plane.kept();
    return answer;
  } catch (error) {
    return refused(error instanceof Refusal ? error : plane.refusals.internal());
  }
}

/** Throws when the key that came with a request isn't the plane's. */
export function checkKey<Target>(plane: PlaneOptions<Target>, sent: string | string[] | undefined): void {
  if (!isAccepted(sent, plane.apiKey)) throw plane.refusals.invalidKey();
}

function refused(refusal: Refusal): Answer {
  return [refusal.status, refusal.body()];
}

async function send(reply: FastifyReply, made: Answer | Promise<Answer>): Promise<FastifyReply> {
  const [status, body, headers] = await made;
  reply.code(status).headers(headers ?? {});
  if (body === undefined) return reply.send();
  return reply.type(JSON_TYPE).send(jsonText(body));
}

function apiRequest<Target>(plane: PlaneOptions<Target>, request: FastifyRequest): ApiRequest {
  const bytes = bodyBytes(request);
  const [path, query] = splitUrl(request.url);
  const params = request.params as Record<string, string>;
  return {
    body: parseBody(bytes.toString("utf8"), plane),
    bytes: bytes.length,
    query: new URLSearchParams(query),
    params: { ...params, method: request.method, path },
    version: apiVersion(request),
  };
}

/** Python's client 8 sends the header twice, which Node joins with a comma. */
function apiVersion({ headers }: FastifyRequest): string | undefined {
  const sent = headers["x-pinecone-api-version"];
  return typeof sent === "string" ? sent.split(",")[0]?.trim() : undefined;
}

function parseBody<Target>(text: string, plane: PlaneOptions<Target>): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw plane.refusals.malformed("the request body as JSON");
  }
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bodyBytes(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : NO_BODY;
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

function isAccepted(sent: string | string[] | undefined, wanted: string | undefined): boolean {
  if (typeof sent !== "string" || sent === "") return false;
  if (wanted === undefined) return true;
  const [a, b] = [Buffer.from(sent), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

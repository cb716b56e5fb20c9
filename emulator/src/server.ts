import { timingSafeEqual } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { Refusal } from "./errors.js";
import { type Journal, SMALL } from "./journal.js";
import type { Clock } from "./states.js";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** A request as the actions see it. */
export interface ApiRequest {
  /** Parsed JSON; undefined when the body was empty. */
  readonly body: unknown;
  /** Length of the body in bytes. */
  readonly bytes: number;
  readonly query: URLSearchParams;
  /** Parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** `X-Pinecone-Api-Version`, when sent. */
  readonly version: string | undefined;
}

/** Status, JSON body (undefined: none), headers. */
export type Answer = readonly [status: number, body: object | undefined, headers?: Readonly<Record<string, string>>];

export type Action<Target> = (target: Target, request: ApiRequest) => Answer | Promise<Answer>;
export type Route<Target> = readonly [method: Method, path: string, action: Action<Target>];

/** How a plane says what went wrong before an action was reached. */
export interface PlaneRefusals {
  invalidKey(): Refusal;
  /** The URL or the JSON body can't be read. */
  malformed(what: string): Refusal;
  notModelled(what: string): Refusal;
  internal(): Refusal;
}

export interface PlaneOptions<Target> {
  readonly target: Target;
  readonly routes: readonly Route<Target>[];
  /** Routes of the emulator itself: no key, no journal. */
  readonly ownRoutes?: readonly Route<Target>[];
  readonly refusals: PlaneRefusals;
  readonly apiKey: string | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Name of the index for the journal. */
  readonly index?: string;
}

/** Far above the service's 2 MB, so that the emulator's own refusal answers and not the framework's. */
const BODY_LIMIT = 1024 * 1024 * 1024;
/** A fetch names up to 1,000 ids of 512 characters in its query string. */
const HEADER_LIMIT = 4 * 1024 * 1024;
/** Longer than a namespace of 512 characters, percent-encoded. */
const PARAM_LIMIT = 4_096;

/** A server that answers the routes of one plane. The caller lets it listen and closes it. */
export function planeServer<Target>(plane: PlaneOptions<Target>): FastifyInstance {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => void send(reply, refused(plane.refusals.malformed("the URL"))),
    http: { maxHeaderSize: HEADER_LIMIT },
    routerOptions: { maxParamLength: PARAM_LIMIT, querystringParser: () => ({}) },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (_request, text, done) => done(null, text));
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
  const answer = await attempt(plane, action, request, true);
  const [path, query] = splitUrl(request.url);
  const text = bodyText(request);
  plane.journal.add({
    at: plane.clock.now(),
    ...(plane.index === undefined ? {} : { index: plane.index }),
    method: request.method,
    path,
    ...(query === "" || query.length > SMALL ? {} : { query }),
    status: answer[0],
    ...(text.length > 0 && text.length <= SMALL ? { body: parsedOrText(text) } : {}),
  });
  return send(reply, answer);
}

async function attempt<Target>(
  plane: PlaneOptions<Target>,
  action: Action<Target>,
  request: FastifyRequest,
  withKey: boolean,
): Promise<Answer> {
  try {
    if (withKey && !isAccepted(request.headers["api-key"], plane.apiKey)) throw plane.refusals.invalidKey();
    return await action(plane.target, apiRequest(plane, request));
  } catch (error) {
    return refused(error instanceof Refusal ? error : plane.refusals.internal());
  }
}

function refused(refusal: Refusal): Answer {
  return [refusal.status, refusal.body()];
}

async function send(reply: FastifyReply, made: Answer | Promise<Answer>): Promise<FastifyReply> {
  const [status, body, headers] = await made;
  reply.code(status).headers(headers ?? {});
  if (body === undefined) return reply.send();
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function apiRequest<Target>(plane: PlaneOptions<Target>, request: FastifyRequest): ApiRequest {
  const text = bodyText(request);
  const [path, query] = splitUrl(request.url);
  const params = request.params as Record<string, string>;
  return {
    body: parseBody(text, plane),
    bytes: Buffer.byteLength(text),
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

function bodyText(request: FastifyRequest): string {
  return typeof request.body === "string" ? request.body : "";
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

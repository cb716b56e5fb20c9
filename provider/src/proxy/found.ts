import { hadNoEffect } from "../util/httpOutcome";
import { nextToken } from "../util/nextToken";
import { type BulkBody, isBulk } from "../writeLog/entry";
import type { LoggedBody } from "../writeLog/writer";
import type { Credentials } from "./headers";
import { Refused, RPC } from "./refused";
import { type Http1Upstream, wholeBody } from "./upstream/http1";
import type { Origin } from "./upstream/origin";

/** Records of one page; by metadata they come with their values. */
const PAGE = 100;
/** The service's own limit of an answer is 4 MB. */
const MOST_ANSWER = 32 * 1024 * 1024;
/** The version whose definition this follows. */
const VERSION = "2026-04";

/** A page of ids, as far as it is looked at. */
interface Page {
  readonly vectors?: Readonly<Record<string, unknown>> | readonly { readonly id?: string }[];
  readonly pagination?: { readonly next?: unknown } | null;
}

/** How the ids of a bulk write are asked for. */
export interface Asking {
  readonly upstream: Http1Upstream;
  readonly origin: Origin;
  readonly credentials: Credentials;
  /** Throws when nobody waits for the write any more. */
  readonly check: () => void;
}

/**
 * Bulk writes with the ids that they will touch on the serverless index, as it shows them now: the way back needs them.
 * The rule is that of capture (capture/found.ts), by requests of the proxy's own with the client's key.
 *
 * @throws ServiceFailure, Answered when the ids can't be had
 */
export function withFound(bodies: readonly LoggedBody[], asking: Asking): Promise<LoggedBody[]> {
  return Promise.all(
    bodies.map(async (body) => (isBulk(body) ? { ...body, found: await idsOf(asking, body.ns, body) } : body)),
  );
}

async function idsOf(asking: Asking, ns: string, body: BulkBody): Promise<string[]> {
  const within = ns === "" ? {} : { namespace: ns };
  if ("filter" in body) {
    const { filter } = body;
    const found = await collect(asking, hadNoEffect, (page) => ({
      method: "POST",
      path: "/vectors/fetch_by_metadata",
      body: { ...within, filter, limit: PAGE, ...page },
    }));
    // Some filters are refused there: then all ids.
    if (found !== undefined) return found;
  }
  const list = (page: Token) => `/vectors/list?${new URLSearchParams({ ...within, limit: String(PAGE), ...page })}`;
  // A namespace that isn't there has no ids.
  const isAbsent = (status: number) => status === 404;
  return (await collect(asking, isAbsent, (page) => ({ method: "GET", path: list(page) }))) ?? [];
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

type Token = { readonly paginationToken?: string };

/** The ids of all pages; undefined when the service answers with a status that says that there are none to be had so. */
async function collect(
  asking: Asking,
  isNone: (status: number) => boolean,
  ask: (page: Token) => Asked,
): Promise<string[] | undefined> {
  const ids = new Set<string>();
  let token: Token | undefined = {};
  while (token !== undefined) {
    asking.check();
    const { status, body } = await exchange(asking, ask(token));
    if (isNone(status)) return undefined;
    if (status !== 200) throw notListed(status);
    const page = pageOf(body);
    for (const id of idsIn(page)) ids.add(id);
    const next = nextToken(page.pagination?.next, token.paginationToken, () => notListed(status));
    token = next === undefined ? undefined : { paginationToken: next };
  }
  return [...ids];
}

async function exchange({ upstream, origin, credentials }: Asking, { method, path, body }: Asked) {
  const headers = ["accept", "application/json", "content-type", "application/json", "x-pinecone-api-version", VERSION];
  const answer = await upstream.request(origin, {
    ...{ method, path },
    headers: [...headers, ...Object.entries(credentials).flat()],
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
  });
  return { status: answer.statusCode ?? 0, body: await wholeBody(answer, MOST_ANSWER) };
}

function pageOf(body: Buffer): Page {
  try {
    return JSON.parse(body.toString("utf8")) as Page;
  } catch {
    throw notListed(200);
  }
}

function idsIn({ vectors = [] }: Page): string[] {
  return Array.isArray(vectors) ? vectors.flatMap(({ id }) => id ?? []) : Object.keys(vectors);
}

function notListed(status: number): Refused {
  const why = `podshift proxy: the ids that the write will touch could not be listed (${status}); nothing was sent`;
  if (status === 401) return new Refused(401, RPC.unauthenticated, why, "not-listed");
  if (status === 403) return new Refused(403, RPC.permissionDenied, why, "not-listed");
  return new Refused(503, RPC.unavailable, why, "not-listed");
}

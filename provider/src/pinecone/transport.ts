import pRetry from "p-retry";
import { isUnsure } from "../util/httpOutcome";
import { WholeAnswer } from "./httpFetch";

/** A request that the service refused or that never got an answer. `status` is the HTTP status, 0 without an answer. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    readonly status: number,
    /** The service's own code, such as "ALREADY_EXISTS" or 5; "" when the answer names none. */
    readonly serviceCode: string,
    /** The service's own sentence. */
    readonly serviceMessage: string,
    readonly retryAfterMs: number,
    readonly request: string,
    /** Where it was sent, for those who got no answer: "api.pinecone.io", "127.0.0.1:5080". */
    readonly host = "",
  ) {
    super(`${request}: ${status === 0 ? "no answer" : status} ${serviceMessage}`.trimEnd());
  }
}

export interface TransportOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Attempts after the first. */
  readonly retries: number;
  /** First pause between attempts, in milliseconds; doubles, with jitter, up to 20 s. */
  readonly firstPauseMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes secrets out of what the service says. Before it is cut: half a secret is known by nobody. */
  readonly clean?: (text: string) => string;
}

/** POST requests that only read; every other POST is sent once, unless the service said that it did nothing (429). */
const READING_POSTS = ["/query", "/describe_index_stats", "/vectors/fetch_by_metadata"];

/**
 * A fetch for the official client that retries what may be retried and turns every refusal into a TransportError:
 * the client itself folds 403 into 400 and drops the status of 412 and 429.
 */
export function retryingFetch(options: TransportOptions): typeof globalThis.fetch {
  return (input, init) => {
    const again = (error: Error): error is TransportError =>
      error instanceof TransportError && mayRetry(error, methodOf(init), pathOf(input));
    return pRetry(() => attempt(options, input, init), {
      retries: options.retries,
      minTimeout: options.firstPauseMs,
      maxTimeout: 20_000,
      randomize: true,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      shouldRetry: ({ error }) => again(error),
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (retriesLeft > 0 && again(error)) await pause(error.retryAfterMs, options.signal);
      },
    });
  };
}

/** Whether a request that was answered so may have had its effect, or have it later. Of 5xx only 501 says that it never will. */
export function leavesOpen(status: number): boolean {
  if (status === 0 || isUnsure(status)) return true;
  return status >= 500 && status !== 501;
}

/** Exported for its test: 429 did nothing and is safe; what leaves it open is safe only where a repetition changes nothing. */
export function mayRetry(error: TransportError, method: string, path: string): boolean {
  if (error.status === 429) return true;
  if (!leavesOpen(error.status)) return false;
  return method !== "POST" || READING_POSTS.some((reading) => path.endsWith(reading));
}

/** What a fetch that never repeats works with. */
export interface OnceOptions extends Pick<TransportOptions, "fetch" | "signal" | "clean"> {
  /** Milliseconds until a request ends as one without an answer. */
  readonly timeoutMs: number;
}

/**
 * A fetch that sends once. Until the whole answer is here, a time-out or a lost connection is a TransportError of status 0:
 * half an answer proves nothing.
 */
export function sendingOnce({ timeoutMs, ...options }: OnceOptions): typeof globalThis.fetch {
  const { signal } = options;
  return async (input, init) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    const ends = signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]);
    try {
      const response = await attempt({ ...options, signal: ends }, input, init);
      return response instanceof WholeAnswer ? response : new Response(await response.arrayBuffer(), response);
    } catch (error) {
      if (error instanceof TransportError || signal?.aborted) throw error;
      const reason = limit.signal.aborted ? `none within ${timeoutMs} ms` : reasonOf(error);
      throw new TransportError(0, "", reason, 0, `${methodOf(init)} ${pathOf(input)}`, hostOf(input));
    } finally {
      clearTimeout(timer);
    }
  };
}

async function attempt(
  options: Pick<TransportOptions, "fetch" | "signal" | "clean">,
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const request = `${methodOf(init)} ${pathOf(input)}`;
  let response: Response;
  try {
    response = await options.fetch(input, { ...init, ...ownSignal(options.signal) });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new TransportError(0, "", reasonOf(error), 0, request, hostOf(input));
  }
  if (response.ok) return response;
  throw await refusal(response, request, options.clean);
}

/** A signal of the request's own: fetch leaves its listener on the one it is given until the request is collected. */
function ownSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal: AbortSignal.any([signal]) };
}

async function refusal(response: Response, request: string, clean = asItIs): Promise<TransportError> {
  const { code, message } = readBody(await response.text().catch(() => ""), clean);
  return new TransportError(response.status, code, message, retryAfterMs(response), request);
}

function asItIs(text: string): string {
  return text;
}

/** The control plane answers `{error: {code, message}}`, the data plane `{code, message}`. */
function readBody(text: string, clean: (text: string) => string): { code: string; message: string } {
  try {
    const body: unknown = JSON.parse(text);
    const inner = isObject(body) && isObject(body.error) ? body.error : body;
    if (!isObject(inner)) return { code: "", message: "" };
    return { code: String(inner.code ?? ""), message: typeof inner.message === "string" ? clean(inner.message) : "" };
  } catch {
    return { code: "", message: clean(text).slice(0, 200) };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const MOST_RETRY_AFTER_MS = 60_000;

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3), which is counted from the answer's own: clocks differ. */
function retryAfterMs({ headers }: Response): number {
  const named = headers.get("retry-after") ?? "";
  const seconds = Number(named);
  const ms = Number.isNaN(seconds) ? Date.parse(named) - Date.parse(headers.get("date") ?? "") : seconds * 1000;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MOST_RETRY_AFTER_MS) : 0;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return "network error";
}

function methodOf(init: RequestInit | undefined): string {
  return init?.method ?? "GET";
}

function hostOf(input: Parameters<typeof fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).host;
}

function pathOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

import * as http2 from "node:http2";
import { ServiceFailure } from "./failure";
import type { Origin } from "./origin";

/** A connection and what is known of it. */
interface Line {
  readonly session: http2.ClientHttp2Session;
  /** True once it was connected: before, nothing can have been sent. */
  connected: boolean;
  /** Calls begun on it, in all and now. */
  begun: number;
  underWay: number;
}

/** Fewer than what servers allow on one connection, usually. */
const MOST_STREAMS = 100;
const MOST_LINES = 16;
/** Bytes that may be under way on a stream, and on a connection: an answer of 4 MB isn't held up by waiting. */
const STREAM_WINDOW = 1024 * 1024;
const LINE_WINDOW = 8 * 1024 * 1024;
/** Milliseconds after which a connection without calls is ended. */
const IDLE_MS = 60_000;
/** Milliseconds between two signs of life that are asked for while calls are under way. */
const PING_MS = 20_000;

/** A call under way, and what to ask when it fails. */
export interface Call {
  readonly stream: http2.ClientHttp2Stream;
  /** What an end without a whole answer means. */
  failure(cause?: unknown): ServiceFailure;
}

/** Calls to the service's gRPC API. Each host has its connections; one that is full, or going, gets a neighbour. */
export class Http2Upstream {
  readonly #lines = new Map<string, Set<Line>>();

  constructor(
    /** Milliseconds without anything from the service. */
    readonly answerMs: number,
  ) {}

  /**
   * Begins a call and sends its body.
   *
   * @throws ServiceFailure when not even that was possible
   */
  call(origin: Origin, headers: http2.OutgoingHttpHeaders, body: Buffer): Call {
    const line = this.#lineTo(origin);
    const wasUsed = line.begun > 0;
    const stream = begun(line, {
      ...headers,
      ":scheme": origin.secure ? "https" : "http",
      ":authority": origin.authority,
    });
    line.begun += 1;
    line.underWay += 1;
    let timedOut = false;
    let answered = false;
    stream.setTimeout(this.answerMs, () => {
      timedOut = true;
      cancel(stream);
      // It may never be there, and nobody else would give it up: nothing was sent on it.
      if (!line.connected) line.session.destroy();
    });
    stream.once("response", () => {
      answered = true;
    });
    stream.once("close", () => {
      line.underWay -= 1;
    });
    stream.end(body);
    const failure = (cause: unknown) => {
      if (isRefused(stream)) this.#retire(origin, line);
      return failureOf(line, stream, { timedOut, answered, wasUsed }, cause);
    };
    return { stream, failure };
  }

  /** Ends all connections: what is under way fails. */
  destroy(): void {
    for (const lines of this.#lines.values()) for (const { session } of lines) session.destroy();
  }

  /** A connection on which a call was refused is full, or going: the next call has another. */
  #retire(origin: Origin, line: Line): void {
    if (this.#lines.get(origin.url)?.delete(line)) line.session.close();
  }

  #lineTo(origin: Origin): Line {
    const lines = this.#lines.get(origin.url) ?? new Set();
    this.#lines.set(origin.url, lines);
    let best: Line | undefined;
    for (const line of lines) {
      if (!isFit(line.session)) lines.delete(line);
      else if (best === undefined || line.underWay < best.underWay) best = line;
    }
    const isFull = best !== undefined && best.underWay >= roomOf(best.session);
    return best === undefined || (isFull && lines.size < MOST_LINES) ? this.#connect(origin, lines) : best;
  }

  #connect(origin: Origin, lines: Set<Line>): Line {
    const session = http2.connect(origin.url, {
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    });
    const line: Line = { session, connected: false, begun: 0, underWay: 0 };
    lines.add(line);
    session.once("connect", () => {
      line.connected = true;
      if (!session.destroyed) session.setLocalWindowSize(LINE_WINDOW);
    });
    // The streams are told; without a listener it would be thrown.
    session.on("error", () => lines.delete(line));
    session.on("goaway", () => lines.delete(line));
    session.on("close", () => lines.delete(line));
    session.setTimeout(IDLE_MS, () => {
      if (line.underWay === 0) session.close();
    });
    keepAlive(line);
    return line;
  }
}

/** A connection whose other end is gone without a word is found out. */
function keepAlive({ session }: Line): void {
  let answered = true;
  const timer = setInterval(() => {
    if (session.destroyed) return;
    if (!answered) return session.destroy();
    answered = false;
    // A connection that isn't there yet has nothing to ask.
    if (session.connecting || !session.ping((error) => (answered = error === null))) answered = true;
  }, PING_MS);
  timer.unref();
  session.once("close", () => clearInterval(timer));
}

/** Ends a call. One that is paused would never close by itself: it has to be destroyed as well. */
export function cancel(stream: http2.Http2Stream): void {
  stream.close(http2.constants.NGHTTP2_CANCEL);
  stream.destroy();
}

/** A connection that ends just now takes no stream. */
function begun({ session }: Line, headers: http2.OutgoingHttpHeaders): http2.ClientHttp2Stream {
  try {
    return session.request(headers);
  } catch (cause) {
    throw new ServiceFailure("lost", true, true, cause);
  }
}

function isFit(session: http2.ClientHttp2Session): boolean {
  return !session.closed && !session.destroyed;
}

function roomOf({ remoteSettings }: http2.ClientHttp2Session): number {
  return Math.min(remoteSettings.maxConcurrentStreams ?? MOST_STREAMS, MOST_STREAMS);
}

/** A stream that the other side refused was not looked at (RFC 9113, 8.7; after GOAWAY: 6.8). */
function isRefused({ rstCode }: http2.Http2Stream): boolean {
  return rstCode === http2.constants.NGHTTP2_REFUSED_STREAM;
}

function failureOf(
  line: Line,
  stream: http2.ClientHttp2Stream,
  { timedOut, answered, wasUsed }: { timedOut: boolean; answered: boolean; wasUsed: boolean },
  cause: unknown,
): ServiceFailure {
  // What it began to answer it has looked at, whatever it says then.
  const unsent = !line.connected || (isRefused(stream) && !answered);
  const kind = timedOut ? "timeout" : line.connected ? "lost" : "unreached";
  return new ServiceFailure(kind, unsent, wasUsed && !answered && !timedOut, cause);
}
